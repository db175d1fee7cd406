import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import { Pool, types } from "pg";
import { takeRole, type DatabaseRole } from "./roles/database-role.ts";
import type { Tables } from "./schema/tables.ts";

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

export interface DatabaseOptions {
  /** Connection URL of a PostgreSQL 15 or newer. */
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** What the process may do: every connection works in it, whoever the login is, or does not work at all. */
  readonly role: DatabaseRole;
  readonly maxConnections?: number;
  /** A statement that has no answer by then fails, as where the network swallows it; unbounded where left out. */
  readonly statementTimeoutMs?: number;
  /** Called for trouble on a connection between two statements, which must not end the process; the next statement fails. */
  readonly onIdleError?: (error: Error) => void;
}

/**
 * One way in for each kind of work. The server sees rows of partners through the three scopes alone, each of which is one
 * transaction; the worker is bound by what is granted to it, not by a scope.
 */
export interface Database {
  /** Outside any scope: what the worker uses. The server sees no partner's rows through it. */
  readonly db: Db;
  readonly pool: Pool;
  /** Sees and touches this partner's rows only. */
  asPartner<Result>(partnerId: string, work: (trx: Trx) => Promise<Result>): Promise<Result>;
  /**
   * What the console pushes: the partners themselves (`null`), or one partner's customers and counts. Nothing else is in
   * sight.
   */
  asPlatform<Result>(partnerId: string | null, work: (trx: Trx) => Promise<Result>): Promise<Result>;
  /** What support looks through before it names a partner, of all of them; it changes nothing. */
  asSupport<Result>(work: (trx: Trx) => Promise<Result>): Promise<Result>;
  /** Outside any scope, like `db`. */
  transaction<Result>(work: (trx: Trx) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/**
 * A pool that connects when it is first used.
 * @throws DatabaseRoleError from then on, where the login may not take on the role
 */
export function createDatabase(options: DatabaseOptions): Database {
  const { role } = options;
  const pool = new Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    keepAlive: true,
    ...(options.statementTimeoutMs === undefined ? {} : { query_timeout: options.statementTimeoutMs }),
    types: { getTypeParser },
    // Before anybody is given the connection; where it fails, nobody is.
    ...(role === "owner" ? {} : { onConnect: (client) => takeRole(client, role) }),
  });
  // The pool listens to the connections it holds, but not to those it has given out; this hears both.
  pool.on("connect", (client) => client.on("error", (error) => options.onIdleError?.(error)));
  pool.on("error", () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const scoped = async <Result>(scope: Scope, work: (trx: Trx) => Promise<Result>): Promise<Result> =>
    await db.transaction().execute(async (trx) => {
      const { kind = "", partnerId = "", pushedPartnerId = "" } = scope;
      await sql`
        select set_config('app.partner_id', ${partnerId}, true), set_config('app.scope', ${kind}, true),
          set_config('app.pushed_partner_id', ${pushedPartnerId}, true)`.execute(trx);
      return await work(trx);
    });
  return {
    db,
    pool,
    asPartner: (partnerId, work) => scoped({ partnerId }, work),
    asPlatform: (partnerId, work) => scoped(partnerId === null ? { kind: "platform" } : { pushedPartnerId: partnerId }, work),
    asSupport: (work) => scoped({ kind: "support" }, work),
    transaction: (work) => db.transaction().execute(work),
    close: async () => {
      await db.destroy();
      // Kysely leaves a pool alone that it has never drawn from, though others may have.
      if (!pool.ending) await pool.end();
    },
  };
}

/** What the policies of the tables go by; gone with the transaction. */
interface Scope {
  readonly partnerId?: string;
  readonly kind?: "platform" | "support";
  readonly pushedPartnerId?: string;
}

const INT8 = 20;
const DATE = 1082;

/** Whole numbers as numbers (ours stay far below 2^53) and dates as the text `YYYY-MM-DD`, free of any time zone. */
const getTypeParser: typeof types.getTypeParser = (oid: number, format?: "text" | "binary") => {
  if (format !== "binary" && oid === INT8) return Number;
  if (format !== "binary" && oid === DATE) return (text: string) => text;
  return format === "binary" ? types.getTypeParser(oid, "binary") : types.getTypeParser(oid, "text");
};
