/** Whole URL, scheme and host included (V). */
export const MAX_URL_LENGTH = 2_000;

export type Query = Readonly<Record<string, string | number | undefined>>;

/** A query string with its question mark; empty where there is nothing to say. */
export function queryString(query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${encode(String(value))}`]));
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** Commas and slashes may stand in a query as they are, which keeps lists of ids and of fields short. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%2F", "/");
}
