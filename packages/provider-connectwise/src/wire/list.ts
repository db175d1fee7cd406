import { ProviderError } from "@integrations/core";
import { readJson, walkPages, type FetchedPage, type HttpAnswer } from "@integrations/provider-kit";
import type { z } from "zod";
import type { ConnectWiseApi } from "./api.ts";
import type { Query } from "./query.ts";

/** Most a page may hold (V). */
export const MAX_PAGE_SIZE = 1_000;

export interface ListRequest<Row> {
  readonly path: string;
  readonly rows: z.ZodType<Row[]>;
  readonly fields: string;
  readonly conditions?: string;
  readonly pageSize?: number;
  /** The list hangs on a record, which may be gone: a 404 is then that record's. */
  readonly ofRecord?: boolean;
}

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** The id to go on behind; undefined after the last page. */
  readonly next: number | undefined;
}

interface WithId {
  readonly id: number;
}

/**
 * Every record of a list, once each, in ascending order of id.
 *
 * Pages are forward-only (V): each one is "id greater than the last one seen", so that records inserted or deleted
 * meanwhile neither shift others past a page border nor bring any twice. A site that turns out not to know that style is
 * read by numbered pages, which promise the same as long as nothing is deleted meanwhile.
 */
export async function listAll<Row extends WithId>(api: ConnectWiseApi, request: ListRequest<Row>): Promise<Row[]> {
  const walk = (): AsyncIterable<Row> =>
    api.habits.pagesForwardOnly
      ? walkPages({ start: 0, fetchPage: (after) => forwardPage(api, request, after), idOf: (row) => row.id, order: "ascending" })
      : walkPages({ start: 1, fetchPage: (page) => numberedPage(api, request, page), idOf: (row) => row.id, order: "any" });
  const rows = await withEitherStyle(api, () => collect(walk()));
  return rows.toSorted((first, second) => first.id - second.id);
}

/** One page of it. @param after the last id seen; 0 for the first page */
export async function listPage<Row extends WithId>(api: ConnectWiseApi, request: ListRequest<Row>, after: number): Promise<ListPage<Row>> {
  return withEitherStyle(api, async () => {
    if (api.habits.pagesForwardOnly) {
      const { items, next } = await forwardPage(api, request, after);
      return { rows: items, next };
    }
    // Numbers count records, not ids: to go on behind an id, all of them have to be seen.
    const { pageSize = MAX_PAGE_SIZE, ...whole } = request;
    const later = (await listAll(api, whole)).filter((row) => row.id > after);
    const rows = later.slice(0, pageSize);
    return { rows, next: later.length > rows.length ? rows.at(-1)?.id : undefined };
  });
}

/** Reads again by numbered pages where the site did not page forward-only, and the session remembers it. */
async function withEitherStyle<Result>(api: ConnectWiseApi, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProviderError) || error.message !== NOT_FORWARD_ONLY) throw error;
    api.habits.pagesForwardOnly = false;
    return read();
  }
}

async function forwardPage<Row extends WithId>(
  api: ConnectWiseApi,
  request: ListRequest<Row>,
  after: number,
): Promise<FetchedPage<Row, number>> {
  const position = { pageId: after === 0 ? undefined : after };
  const { rows, more } = await readPage(api, request, position, { "pagination-type": "forward-only" });
  const sorted = rows.toSorted((first, second) => first.id - second.id);
  // The whole of a list may come in any order; a part of it only in the order that tells which part.
  const outOfOrder = more && sorted.some((row, index) => row !== rows[index]);
  if (outOfOrder || (sorted[0]?.id ?? after + 1) <= after) {
    throw new ProviderError({ code: "invalid_response", message: NOT_FORWARD_ONLY, retryable: false });
  }
  return { items: sorted, next: more ? sorted.at(-1)?.id : undefined };
}

const NOT_FORWARD_ONLY = "A list came in an order that is not that of forward-only paging.";

async function numberedPage<Row extends WithId>(
  api: ConnectWiseApi,
  request: ListRequest<Row>,
  page: number,
): Promise<FetchedPage<Row, number>> {
  const { rows, more } = await readPage(api, request, { page, orderBy: "id asc" }, {});
  return { items: rows, next: more ? page + 1 : undefined };
}

async function readPage<Row>(
  api: ConnectWiseApi,
  request: ListRequest<Row>,
  position: Query,
  headers: Readonly<Record<string, string>>,
): Promise<{ rows: Row[]; more: boolean }> {
  const pageSize = request.pageSize ?? MAX_PAGE_SIZE;
  const read = readJson(request.rows, `a list (${request.path})`);
  return api.send({
    method: "GET",
    path: request.path,
    query: { conditions: request.conditions, fields: request.fields, pageSize, ...position },
    headers,
    collection: request.ofRecord !== true,
    read: (answer) => {
      const rows = read(answer);
      return { rows, more: hasNext(answer, rows.length, pageSize) };
    },
  });
}

/**
 * `Link` with `rel="next"` tells that there is more (V). Only that it is there counts: the way on is our own last id, and
 * its host is none of ours to follow. Where the header is missing, a full page may have a successor.
 */
function hasNext(answer: HttpAnswer, rows: number, pageSize: number): boolean {
  const link = answer.headers["link"];
  return link === undefined ? rows >= pageSize : /;\s*rel\s*=\s*"?next\b/i.test(link);
}

async function collect<Row>(walk: AsyncIterable<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of walk) rows.push(row);
  return rows;
}
