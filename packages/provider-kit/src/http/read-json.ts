import { ProviderError } from "@integrations/core";
import type { z } from "zod";
import type { HttpAnswer } from "./http-call.ts";

/**
 * A reader of JSON answers: parses, and checks just the fields the schema names. Make schemas lenient: new fields are no
 * fault, and fields nobody uses cannot break anything.
 * @param what what was asked for, for the message ("a list of agreements")
 * @throws ProviderError `invalid_response`; its message names paths, never values
 */
export function readJson<Schema extends z.ZodType>(schema: Schema, what: string): (answer: HttpAnswer) => z.output<Schema> {
  return ({ body }) => {
    if (body.trim() === "") throw unreadable(`An empty answer came where ${what} was expected.`);
    if (body.trimStart().startsWith("<")) throw unreadable(`A web page came where ${what} was expected.`);
    const parsed = schema.safeParse(parseJson(body, what));
    if (parsed.success) return parsed.data;
    const places = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.map(String).join(".") || "the whole"} (${issue.code})`);
    throw unreadable(`An answer that does not fit came where ${what} was expected: ${places.join(", ")}.`);
  };
}

function parseJson(body: string, what: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's own error quotes the text, which may hold anything; it is left out on purpose.
    throw unreadable(`Broken JSON came where ${what} was expected.`);
  }
}

function unreadable(message: string): ProviderError {
  return new ProviderError({ code: "invalid_response", message });
}
