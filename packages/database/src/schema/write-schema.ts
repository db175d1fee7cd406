import { writeFile } from "node:fs/promises";
import { createDatabase } from "../client.ts";
import { startEmbeddedPostgres } from "../embedded/embedded-postgres.ts";
import { migrateToLatest } from "../migrate.ts";
import { dumpSchema } from "./dump-schema.ts";
import { SCHEMA_FILE, SCHEMA_FILE_HEADER } from "./schema-file.ts";

// Writes schema.sql from the migrations, run on a throw-away database.
const server = await startEmbeddedPostgres({ persistent: false });
try {
  const database = createDatabase({ url: server.url, applicationName: "integrations-schema", role: "owner" });
  await migrateToLatest(database);
  await writeFile(SCHEMA_FILE, SCHEMA_FILE_HEADER + (await dumpSchema(database.db)));
  await database.close();
} finally {
  await server.stop();
}
