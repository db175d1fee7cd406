import { sql, type Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { createDatabase, type Database } from "./client.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { ensureRoles, RolesMissing } from "./roles/ensure-roles.ts";

export interface MigrateOptions {
  readonly logger?: MigrationLogger;
}

/** The part of pino's logger that is used here. */
export interface MigrationLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export type MigrationErrorCode = "postgres_too_old" | "schema_newer_than_code" | "roles_missing" | "migration_failed";

/** The schema could not be brought to this code's version. A migration that failed left nothing behind. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly code: MigrationErrorCode;

  constructor(code: MigrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Brings the schema to this code's version and answers with the names of the migrations that were run, in order.
 * Any number of processes may call it at once: an advisory lock lets one work and the others find nothing to do.
 * The job queue's own tables are not part of it; see `migrateJobs` of `@integrations/jobs`.
 *
 * @throws MigrationError where PostgreSQL is older than 15, where the schema is newer than the code, where the roles of server and worker
 * are missing and this login may not make them, or where a migration fails.
 */
export async function migrateToLatest(target: string | Database, options: MigrateOptions = {}): Promise<string[]> {
  if (typeof target !== "string") return await migrate(target.db, options);
  const database = createDatabase({ url: target, applicationName: "integrations-migrate", role: "owner", maxConnections: 2 });
  try {
    return await migrate(database.db, options);
  } finally {
    await database.close();
  }
}

// Rows of the schema that is being changed have no type to rely on.
async function migrate<Tables>(db: Kysely<Tables>, { logger }: MigrateOptions): Promise<string[]> {
  await requirePostgres15(db);
  await requireKnownSchema(db);
  await requireRoles(db);
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  const failed = results.find((result) => result.status === "Error");
  if (error !== undefined) {
    throw new MigrationError(
      "migration_failed",
      `${failed === undefined ? "The database could not be migrated" : `Migration ${failed.migrationName} failed`}: ${messageOf(error)}`,
      { cause: error },
    );
  }
  const names = results.map((result) => result.migrationName);
  for (const migration of names) logger?.info({ migration }, "migration applied");
  return names;
}

const OLDEST_SUPPORTED = 15;

async function requirePostgres15<Tables>(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ number: number; version: string }>`
    select current_setting('server_version_num')::integer as number, current_setting('server_version') as version`.execute(db);
  const server = rows[0];
  if (server === undefined || server.number < OLDEST_SUPPORTED * 10_000) {
    throw new MigrationError(
      "postgres_too_old",
      `PostgreSQL ${OLDEST_SUPPORTED} or newer is needed; this server is ${server?.version ?? "of an unknown version"}.`,
    );
  }
}

async function requireKnownSchema<Tables>(db: Kysely<Tables>): Promise<void> {
  const { rows: found } = await sql<{ exists: boolean }>`select to_regclass('kysely_migration') is not null as exists`.execute(db);
  if (found[0]?.exists !== true) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = rows.map((row) => row.name).filter((name) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown.length === 0) return;
  throw new MigrationError(
    "schema_newer_than_code",
    `The database was migrated by a newer version of this software (${unknown.join(", ")}). Start that version, or restore an older backup.`,
  );
}

async function requireRoles<Tables>(db: Kysely<Tables>): Promise<void> {
  try {
    await ensureRoles(db);
  } catch (error) {
    throw error instanceof RolesMissing ? new MigrationError("roles_missing", error.message, { cause: error }) : error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
