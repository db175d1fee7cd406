import { Refusal } from "@integrations/services";
import type { z } from "zod";

/** Where a next page begins, as text that nobody needs to understand. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** @throws Refusal where it is not one of ours */
export function decodeCursor<Position>(cursor: string | undefined, schema: z.ZodType<Position>): Position | undefined {
  if (cursor === undefined) return undefined;
  const position = parseJson(Buffer.from(cursor, "base64url").toString());
  const parsed = schema.safeParse(position);
  if (!parsed.success || !isStorable(position))
    throw new Refusal("invalid_input", { field: "cursor", detail: "This is no cursor of this list." });
  return parsed.data;
}

/** Rows are compared with it, and Postgres takes neither NUL nor halves of surrogate pairs. */
function isStorable(position: unknown): boolean {
  if (Array.isArray(position)) return position.every((part) => isStorable(part));
  return typeof position !== "string" || (position.isWellFormed() && !position.includes("\u0000"));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
