import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import { Pool, types } from "pg";
import type { Tables } from "./schema/tables.ts";

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

export interface DatabaseOptions {
  /** Connection URL of a PostgreSQL 15 or newer. */
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly maxConnections?: number;
  /** A statement that has no answer by then fails, as where the network swallows it; unbounded where left out. */
  readonly statementTimeoutMs?: number;
  /** Called for trouble on a connection between two statements, which must not end the process; the next statement fails. */
  readonly onIdleError?: (error: Error) => void;
}

export interface Database {
  /** Outside any partner's scope: the worker's and the platform's queries. */
  readonly db: Db;
  readonly pool: Pool;
  /** One transaction that sees and touches this partner's rows only. */
  asPartner<Result>(partnerId: string, work: (trx: Trx) => Promise<Result>): Promise<Result>;
  transaction<Result>(work: (trx: Trx) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function createDatabase(options: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    keepAlive: true,
    ...(options.statementTimeoutMs === undefined ? {} : { query_timeout: options.statementTimeoutMs }),
    types: { getTypeParser },
  });
  // The pool listens to the connections it holds, but not to those it has given out; this hears both.
  pool.on("connect", (client) => client.on("error", (error) => options.onIdleError?.(error)));
  pool.on("error", () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    pool,
    asPartner: (partnerId, work) =>
      db.transaction().execute(async (trx) => {
        await sql`select set_config('app.partner_id', ${partnerId}, true)`.execute(trx);
        return await work(trx);
      }),
    transaction: (work) => db.transaction().execute(work),
    close: async () => {
      await db.destroy();
      // Kysely leaves a pool alone that it has never drawn from, though others may have.
      if (!pool.ending) await pool.end();
    },
  };
}

const INT8 = 20;
const DATE = 1082;

/** Whole numbers as numbers (ours stay far below 2^53) and dates as the text `YYYY-MM-DD`, free of any time zone. */
const getTypeParser: typeof types.getTypeParser = (oid: number, format?: "text" | "binary") => {
  if (format !== "binary" && oid === INT8) return Number;
  if (format !== "binary" && oid === DATE) return (text: string) => text;
  return format === "binary" ? types.getTypeParser(oid, "binary") : types.getTypeParser(oid, "text");
};
