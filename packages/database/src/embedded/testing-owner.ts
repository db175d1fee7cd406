import { startEmbeddedPostgres, type EmbeddedPostgresOptions } from "./embedded-postgres.ts";

// A process that starts a server and never stops it; the tests kill it or tell it to leave.
const options: EmbeddedPostgresOptions = JSON.parse(process.argv[2] ?? "{}");
const { url, pid } = await startEmbeddedPostgres(options);
process.send?.({ url, pid });
process.on("message", () => process.exit());
