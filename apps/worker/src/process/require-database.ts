import { DatabaseRoleError, type Database } from "@integrations/database";
import { sql } from "kysely";
import { CommandError } from "./run-command.ts";

const UNDEFINED_TABLE = "42P01";
const INSUFFICIENT_PRIVILEGE = "42501";

/** @throws CommandError where the database cannot be reached, was never migrated or only by an early version, or refuses the worker's role */
export async function requireDatabase({ db }: Database): Promise<void> {
  try {
    await sql`select 1 from runs, graphile_worker.jobs limit 0`.execute(db);
  } catch (error) {
    const code = codeOf(error);
    const cause = { cause: error };
    if (error instanceof DatabaseRoleError) throw new CommandError(error.message, cause);
    if (code === UNDEFINED_TABLE) throw new CommandError("The database has no tables yet. Run `pnpm migrate` first.", cause);
    if (code === INSUFFICIENT_PRIVILEGE) {
      throw new CommandError("The database does not let workers in yet. Run `pnpm migrate` first.", cause);
    }
    throw new CommandError(`The database cannot be used: ${sentenceOf(error)}`, cause);
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

/** Where a name has several addresses, what each of them said is in the parts. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sentenceOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
