import { ProviderError } from "@integrations/core";

/**
 * Whether a text contains another one the way a person sees it: letter case and accents aside, every other character
 * literally. A second look at what a search brought, so that a wildcard the site understood all the same brings nothing in.
 */
export function containsText(text: string, searched: string): boolean {
  return plain(text).includes(plain(searched));
}

function plain(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/**
 * A search text as it may stand in a query. JSON carries every character, so that only what no name can hold is refused.
 * @throws ProviderError `rejected`, reason `search_not_literal`
 */
export function literal(text: string): string {
  const search = text.trim();
  if (!/[\p{Cc}\u2028\u2029]/u.test(search) && search.isWellFormed()) return search;
  const detail = "A text with control characters or line breaks cannot be searched for.";
  throw new ProviderError({ code: "rejected", reason: "search_not_literal", message: detail, detail });
}
