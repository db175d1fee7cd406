import { sql, type Kysely } from "kysely";
import { GROUP_ROLES } from "./database-role.ts";

const NAMES = Object.values(GROUP_ROLES);

/** The migrating login may not create the roles that server and worker work in, and nobody else has. */
export class RolesMissing extends Error {
  override readonly name = "RolesMissing";
}

/**
 * Makes the group roles where the database server has none. They belong to the whole server, not to one database: another
 * database may have made them, or may be making them in this moment. They are no part of a migration, since they do not
 * come along with a backup.
 *
 * @throws RolesMissing
 */
export async function ensureRoles<Tables>(db: Kysely<Tables>): Promise<void> {
  for (const name of NAMES) {
    const { rows } = await sql`select 1 from pg_roles where rolname = ${name}`.execute(db);
    if (rows.length === 0) await createRole(db, name);
    await allowLogin(db, name);
  }
}

async function createRole<Tables>(db: Kysely<Tables>, name: string): Promise<void> {
  try {
    await sql`create role ${sql.id(name)} nologin`.execute(db);
  } catch (error) {
    const code = codeOf(error);
    if (code === DUPLICATE_OBJECT || code === UNIQUE_VIOLATION) return;
    if (code === INSUFFICIENT_PRIVILEGE) {
      const statements = NAMES.map((each) => `create role ${each} nologin;`).join(" ");
      throw new RolesMissing(
        `This login may not create the roles that server and worker work in. Let an administrator of the database run: ${statements} ` +
          `grant ${NAMES.join(", ")} to <login of server and worker>; then run pnpm migrate again.`,
        { cause: error },
      );
    }
    throw error;
  }
}

/**
 * Where one login does everything, server and worker must be able to take on their roles with it. Where it may not allow that to
 * itself, others do: the migrating login need not be theirs.
 */
async function allowLogin<Tables>(db: Kysely<Tables>, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { rows } = await sql<{ allowed: boolean; inherits: boolean }>`
      select pg_has_role(current_user, ${name}, case when version.number >= 160000 then 'SET' else 'MEMBER' end) as allowed,
        version.number < 160000 as inherits
      from (select current_setting('server_version_num')::integer as number) as version`.execute(db);
    const login = rows[0];
    if (login === undefined || login.allowed) return;
    // What the role may see, the owner of the tables shall not see by the way.
    const options = login.inherits ? sql`` : sql` with inherit false, set true`;
    try {
      await sql`grant ${sql.id(name)} to current_user${options}`.execute(db);
      return;
    } catch (error) {
      const code = codeOf(error);
      if (code === INSUFFICIENT_PRIVILEGE) return;
      const isSomebodyFaster = code === UNIQUE_VIOLATION || code === CONCURRENT_UPDATE;
      if (!isSomebodyFaster || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

const MOST_ATTEMPTS = 10;

/** Two changes of one row of the catalogs in the same moment are an internal error to PostgreSQL. */
const CONCURRENT_UPDATE = "XX000";
const DUPLICATE_OBJECT = "42710";
const UNIQUE_VIOLATION = "23505";
const INSUFFICIENT_PRIVILEGE = "42501";

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
