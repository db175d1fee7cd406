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
