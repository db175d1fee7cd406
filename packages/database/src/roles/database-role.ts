import type { ClientBase } from "pg";

/**
 * As whom a process works in the database. `owner` is the login itself: for migrations, and for tests that arrange or look at
 * rows. Server and worker are let into what they need by grants and row security alone.
 */
export type DatabaseRole = "server" | "worker" | "owner";

/** The group roles of the database server; the migrations grant to them by these names. */
export const GROUP_ROLES = { server: "integrations_server", worker: "integrations_worker" } as const;

export type DatabaseRoleErrorCode = "role_missing" | "role_refused";

/** The login cannot take on the role it is to work in; nothing was done with it. */
export class DatabaseRoleError extends Error {
  override readonly name = "DatabaseRoleError";
  readonly code: DatabaseRoleErrorCode;

  constructor(code: DatabaseRoleErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Lets a new connection work in the role from now on, whoever the login is.
 * @throws DatabaseRoleError
 */
export async function takeRole(client: ClientBase, role: Exclude<DatabaseRole, "owner">): Promise<void> {
  const name = GROUP_ROLES[role];
  try {
    await client.query(`set role ${name}`);
  } catch (error) {
    const code = codeOf(error);
    if (code === INVALID_PARAMETER_VALUE) {
      throw new DatabaseRoleError("role_missing", `The database has no role ${name} yet: run pnpm migrate.`, { cause: error });
    }
    if (code === INSUFFICIENT_PRIVILEGE) {
      throw new DatabaseRoleError(
        "role_refused",
        `The login of DATABASE_URL may not work as ${name}. An administrator of the database allows it with: grant ${name} to <login>;`,
        { cause: error },
      );
    }
    throw error;
  }
}

const INVALID_PARAMETER_VALUE = "22023";
const INSUFFICIENT_PRIVILEGE = "42501";

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
