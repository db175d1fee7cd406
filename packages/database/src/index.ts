export * from "./client.ts";
export * from "./schema/tables.ts";
