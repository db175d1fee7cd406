/** Whole URL, scheme and host included (V). */
export const MAX_URL_LENGTH = 2_000;

export type Query = Readonly<Record<string, string | number | undefined>>;

/** A query string with its question mark; empty where there is nothing to say. */
export function queryString(query: Query): string {
  let text = "";
  for (const key of Object.keys(query)) {
    const value = query[key];
    if (value === undefined) continue;
    text += `${text === "" ? "?" : "&"}${key}=${typeof value === "number" ? value : encode(key, value)}`;
  }
  return text;
}

/** The lists of fields are few, and asked for again with every call. */
const encodedFields = new Map<string, string>();

/** Commas and slashes may stand in a query as they are, which keeps lists of ids and of fields short. */
function encode(key: string, text: string): string {
  const known = key === "fields" ? encodedFields.get(text) : undefined;
  if (known !== undefined) return known;
  const encoded = encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%2F", "/");
  if (key === "fields") encodedFields.set(text, encoded);
  return encoded;
}
