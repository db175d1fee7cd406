export * from "./doomed-database.ts";
export * from "./fill-partner.ts";
export * from "./hash-rows.ts";
export * from "./save-rows.ts";
export * from "./test-database.ts";
export * from "./test-with-database.ts";
