const MAX_LENGTH = 500;

/** A provider's text as it can be stored: Postgres takes neither NUL nor halves of surrogate pairs. */
export function storableText(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, " ")
    .slice(0, MAX_LENGTH)
    .toWellFormed()
    .trim();
}
