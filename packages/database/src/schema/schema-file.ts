import { fileURLToPath } from "node:url";

/** The dumped schema, kept in git so that every change of it is seen in a review. */
export const SCHEMA_FILE = fileURLToPath(new URL("../../schema.sql", import.meta.url));

export const SCHEMA_FILE_HEADER =
  "-- What the migrations add up to. Written by `pnpm -C packages/database schema:write`; a test compares it.\n\n";
