/** `pnpm migrate`: brings the database to this code's schema, the job queue's tables included. */
import { createDatabase, migrateToLatest, MigrationError } from "@integrations/database";
import { migrateJobs } from "@integrations/jobs";
import { parseConfiguration } from "@integrations/services";
import { createLogger } from "./process/create-logger.ts";
import { sentenceOf } from "./process/require-database.ts";
import { CommandError, runCommand } from "./process/run-command.ts";

await runCommand(async () => {
  const { databaseUrl, logLevel } = parseConfiguration(process.env, { needs: "migrate" });
  const logger = createLogger(logLevel);
  const database = createDatabase({ url: databaseUrl, applicationName: "integrations-migrate", role: "owner", maxConnections: 3 });
  try {
    const migrations = await migrateToLatest(database, { logger });
    await migrateJobs(database.pool);
    logger.info({ migrations }, migrations.length === 0 ? "the database is up to date" : "the database was migrated");
    return 0;
  } catch (error) {
    const cause = { cause: error };
    throw new CommandError(error instanceof MigrationError ? error.message : `The database cannot be used: ${sentenceOf(error)}`, cause);
  } finally {
    await database.close();
  }
});
