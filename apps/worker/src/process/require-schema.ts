import { DatabaseRoleError, readSchemaStatus, type Database } from "@integrations/database";
import { sentenceOf } from "./require-database.ts";
import { CommandError } from "./run-command.ts";

/** @throws CommandError where the database cannot be reached, refuses the role, or has another schema than this code's */
export async function requireSchema({ db }: Database): Promise<void> {
  const status = await readSchemaStatus(db).catch((error: unknown) => {
    const sentence = error instanceof DatabaseRoleError ? error.message : `The database cannot be used: ${sentenceOf(error)}`;
    throw new CommandError(sentence, { cause: error });
  });
  if (status === "older") throw new CommandError("The database is not migrated. Run `pnpm migrate` first.");
  if (status === "newer") throw new CommandError("The database was migrated by a newer version of this software. Use that one.");
}
