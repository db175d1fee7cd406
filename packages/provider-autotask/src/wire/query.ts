/** A filter of Autotask's query language, as far as it is used (C). */
export type Filter =
  | { readonly op: "eq"; readonly field: string; readonly value: number | boolean }
  | { readonly op: "gt"; readonly field: string; readonly value: number }
  | { readonly op: "gte" | "lte"; readonly field: string; readonly value: string }
  | { readonly op: "contains"; readonly field: string; readonly value: string }
  | { readonly op: "in"; readonly field: string; readonly value: readonly number[] }
  | { readonly op: "or"; readonly items: readonly Filter[] };

/** Most a page may hold (V). */
export const MAX_PAGE_SIZE = 500;

/** Ids in one query; 500 are allowed, 200 are known to work (V, C). */
export const MAX_IDS = 200;

export function splitIds(ids: readonly number[], size = MAX_IDS): number[][] {
  const chunks: number[][] = [];
  for (let start = 0; start < ids.length; start += size) chunks.push(ids.slice(start, start + size));
  return chunks;
}
