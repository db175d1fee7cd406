import { ConfigurationError } from "@integrations/services";

/** Trouble that is told to the operator in words; a stack would tell nothing more. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Runs a command to its end and sets the exit code. What an operator can mend is told as a sentence, all else with its stack. */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = 1;
    console.error(error instanceof ConfigurationError || error instanceof CommandError ? error.message : error);
  }
}
