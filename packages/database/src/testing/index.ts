export * from "./doomed-database.ts";
export * from "./test-database.ts";
export * from "./test-with-database.ts";
