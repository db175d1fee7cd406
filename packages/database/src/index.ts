export * from "./client.ts";
export * from "./record-not-found.ts";
export * from "./repositories/connection.repository.ts";
export * from "./schema/tables.ts";
