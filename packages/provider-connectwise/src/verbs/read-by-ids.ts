import { mapConcurrently, splitToFit } from "@integrations/provider-kit";
import type { ConnectWiseApi } from "../wire/api.ts";
import { idIn } from "../wire/conditions.ts";
import { isRecordId } from "../wire/ids.ts";
import { listAll, MAX_PAGE_SIZE, type ListRequest } from "../wire/list.ts";

/** Queries under way at once; each brings hundreds of records. */
const CONCURRENT_QUERIES = 4;

/**
 * The named records of a list, in as few calls as the URL limit allows, in ascending order of id. Absent: what is gone,
 * what is invisible, and what cannot be an id.
 * @param filters further conditions, each on its own
 */
export async function readByIds<Row extends { readonly id: number }>(
  api: ConnectWiseApi,
  request: ListRequest<Row>,
  ids: readonly string[],
  filters: readonly string[] = [],
): Promise<Row[]> {
  const wanted = [...new Set(ids.filter(isRecordId).map(Number))].toSorted((first, second) => first - second);
  if (wanted.length === 0) return [];
  const conditionsFor = (chunk: readonly number[]): string => [idIn(chunk), ...filters].join(" and ");
  const location = await api.locator.current();
  const chunks = splitToFit(
    wanted,
    (chunk) =>
      chunk.length <= MAX_PAGE_SIZE &&
      // Room for the `pageId` of a page that should not be needed, and for a longer codebase after an upgrade.
      api.fits(location, request.path, {
        conditions: conditionsFor(chunk),
        fields: request.fields,
        pageSize: MAX_PAGE_SIZE,
        pageId: 9_999_999_999_999,
      }),
  );
  const rows: Row[] = [];
  const readChunk = (chunk: readonly number[]): Promise<Row[]> => listAll(api, { ...request, conditions: conditionsFor(chunk) });
  for await (const found of mapConcurrently(chunks, CONCURRENT_QUERIES, readChunk)) rows.push(...found);
  return rows.toSorted((first, second) => first.id - second.id);
}
