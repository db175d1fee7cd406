import { readJson, walkPages, type HttpAnswer } from "@integrations/provider-kit";
import { z } from "zod";
import type { ConnectWiseApi } from "./api.ts";

/** Most a page may hold (V). */
export const MAX_PAGE_SIZE = 1_000;

export interface ListRequest<Row> {
  readonly path: string;
  readonly row: z.ZodType<Row>;
  readonly fields: string;
  readonly conditions?: string;
  readonly pageSize?: number;
  /** The list hangs on a record, which may be gone: a 404 is then that record's. */
  readonly ofRecord?: boolean;
}

export interface ListPage<Row> {
  readonly rows: Row[];
  /** The id to go on behind; undefined after the last page. */
  readonly next: number | undefined;
}

/**
 * Every record of a list, once each, in ascending order of id.
 *
 * Pages are forward-only (V): each one is "id greater than the last one seen", so that records inserted or deleted
 * meanwhile neither shift others past a page border nor bring any twice. Numbered pages cannot promise that.
 */
export async function listAll<Row extends { readonly id: number }>(api: ConnectWiseApi, request: ListRequest<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  const walk = walkPages({
    start: 0,
    fetchPage: async (after) => {
      const page = await listPage(api, request, after);
      return { items: page.rows, next: page.next };
    },
    idOf: (row) => row.id,
    order: "ascending",
  });
  for await (const row of walk) rows.push(row);
  return rows;
}

/** One page of it. @param after the last id seen; 0 for the first page */
export async function listPage<Row extends { readonly id: number }>(
  api: ConnectWiseApi,
  request: ListRequest<Row>,
  after: number,
): Promise<ListPage<Row>> {
  const pageSize = request.pageSize ?? MAX_PAGE_SIZE;
  const read = readJson(z.array(request.row), `a list (${request.path})`);
  return api.send({
    method: "GET",
    path: request.path,
    query: {
      conditions: request.conditions,
      fields: request.fields,
      pageSize,
      pageId: after === 0 ? undefined : after,
    },
    headers: { "pagination-type": "forward-only" },
    collection: request.ofRecord !== true,
    read: (answer) => {
      const rows = read(answer);
      return { rows, next: hasNext(answer, rows.length, pageSize) ? rows.at(-1)?.id : undefined };
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
