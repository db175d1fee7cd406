import type { Database } from "@integrations/database";
import { sql } from "kysely";
import { CommandError } from "./run-command.ts";

const UNDEFINED_TABLE = "42P01";

/** @throws CommandError where the database cannot be reached or was never migrated */
export async function requireDatabase({ db }: Database): Promise<void> {
  try {
    await sql`select 1 from runs limit 0`.execute(db);
  } catch (error) {
    if (codeOf(error) === UNDEFINED_TABLE)
      throw new CommandError("The database has no tables yet. Run `pnpm migrate` first.", { cause: error });
    throw new CommandError(`The database cannot be used: ${sentenceOf(error)}`, { cause: error });
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
