import type { z } from "zod";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment cannot be used; the message names everything that is wrong with it, one line each. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `- ${fault}`).join("\n")}`);
    this.faults = faults;
  }
}

/**
 * Parses the environment once, part by part, and tells all that is wrong at once. A variable that is set to nothing counts as not
 * set.
 * @param parts schemas over the variables' names; each takes what it knows and lets the rest pass
 * @throws ConfigurationError
 */
export function parseEnvironment<Parts extends Readonly<Record<string, z.ZodType>>>(
  env: Environment,
  parts: Parts,
): { readonly [Name in keyof Parts]: z.output<Parts[Name]> } {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const faults: string[] = [];
  const parsed = Object.entries(parts).map(([name, schema]) => {
    const result = schema.safeParse(given);
    if (!result.success) faults.push(...result.error.issues.map(faultOf));
    return [name, result.data];
  });
  if (faults.length > 0) throw new ConfigurationError([...new Set(faults)]);
  return Object.fromEntries(parsed) as { readonly [Name in keyof Parts]: z.output<Parts[Name]> };
}

function faultOf(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0] ?? "");
  return name === "" || issue.message.startsWith(name) ? issue.message : `${name}: ${issue.message}`;
}
