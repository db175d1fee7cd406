import type { Provider } from "@integrations/core";
import { z } from "zod";
import { code, plain, table } from "../markdown.ts";

/**
 * What each provider reads from the environment of an installation, made from its schema.
 * @throws TypeError where a variable is not described, or the schema is no object of variables
 */
export function providerSettings(providers: readonly Provider[]): string {
  return providers.map((provider) => `### ${plain(provider.name)}\n\n${tableOf(provider)}`).join("\n");
}

function tableOf(provider: Provider): string {
  const rows = Object.entries(variablesOf(provider.environment)).map(([name, field]) => {
    const { description } = field;
    if (description === undefined) throw new TypeError(`Provider "${provider.id}": nobody says what ${name} is; describe() does.`);
    return [code(name), plain(description), defaultText(field)];
  });
  return rows.length === 0 ? "Nothing.\n" : table(["Name", "Meaning", "Default"], rows);
}

function variablesOf(schema: unknown): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodPipe) return variablesOf(schema.in);
  if (schema instanceof z.ZodObject) return schema.shape as Record<string, z.ZodType>;
  if (schema instanceof z.ZodRecord) return {};
  throw new TypeError("The environment of a provider is an object of variables.");
}

function defaultText(field: z.ZodType): string {
  const byDefault = defaultOf(field);
  if (byDefault !== undefined) return byDefault === "" ? "none" : code(String(byDefault));
  return field.safeParse(undefined).success ? "none" : "required";
}

function defaultOf(field: unknown): unknown {
  if (field instanceof z.ZodDefault) return field.def.defaultValue;
  return field instanceof z.ZodPipe ? defaultOf(field.in) : undefined;
}
