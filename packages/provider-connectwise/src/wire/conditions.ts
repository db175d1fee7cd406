import { ProviderError } from "@integrations/core";

/**
 * The `conditions` grammar, as far as it is used (V): `and`, `or`, comparisons, `contains`, `in`. Whatever a person typed
 * goes through `containsLiteral`, and nothing they type can end its string, add an operator or match more than itself.
 */

/** @throws ProviderError `rejected`, reason `search_not_literal`, for text that cannot be made literal */
export function containsLiteral(field: string, text: string): string {
  return `${field} contains ${quoted(withoutWildcards(literal(text)))}`;
}

export function idIn(ids: readonly number[]): string {
  return `id in (${ids.join(",")})`;
}

/**
 * Any of the alternatives, each together with the filters. Written without parentheses and with the filters repeated, so
 * that it means the same, or less, in whatever order `and` and `or` are read; the grammar tells neither (?).
 */
export function anyOf(alternatives: readonly string[], filters: readonly string[]): string {
  return alternatives.map((alternative) => [alternative, ...filters].join(" and ")).join(" or ");
}

/** In a match these stand for other characters; inside brackets each stands for itself (V for `[`, ? for the others). */
function withoutWildcards(text: string): string {
  return text.replaceAll(/[[%_*]/g, "[$&]");
}

/** How to escape a quote inside a string is documented nowhere (?): so the other quote is used, and both are refused. */
function quoted(text: string): string {
  if (!text.includes('"')) return `"${text}"`;
  if (!text.includes("'")) return `'${text}'`;
  throw notLiteral("A text with both kinds of quotes cannot be searched for. Leave one kind out.");
}

function literal(text: string): string {
  if (/\p{Cc}|\u2028|\u2029/u.test(text)) throw notLiteral("A text with control characters or line breaks cannot be searched for.");
  // Where a site takes a backslash for an escape (?), this one would take our closing quote with it.
  if (text.endsWith("\\")) throw notLiteral("A text that ends with a backslash cannot be searched for.");
  if (!text.isWellFormed()) throw notLiteral("A text with half of a character in it cannot be searched for.");
  return text;
}

export function notLiteral(detail: string): ProviderError {
  return new ProviderError({ code: "rejected", reason: "search_not_literal", message: detail, detail });
}
