import { ProviderError } from "@integrations/core";
import { readJson, walkPages } from "@integrations/provider-kit";
import { z } from "zod";
import type { AutotaskApi } from "./api.ts";
import { MAX_PAGE_SIZE, type Filter } from "./query.ts";
import type { QueriedEntity } from "./rows.ts";

export interface ListPage<Row> {
  readonly rows: Row[];
  /** The id to go on behind; undefined after the last page. */
  readonly next: number | undefined;
}

/**
 * Every record that fits, once each, by id: each page is "id greater than the last one". The URL of a next page that an answer
 * names is not used: by GET it answers 405, or no rows at all, which would look like the end (C).
 */
export async function listAll<Row extends { readonly id: number }>(
  api: AutotaskApi,
  entity: QueriedEntity<Row>,
  filter: readonly Filter[],
): Promise<Row[]> {
  const rows: Row[] = [];
  const walk = walkPages({
    start: 0,
    fetchPage: async (after) => {
      const page = await listPage(api, entity, filter, { after });
      return { items: page.rows, next: page.next };
    },
    idOf: (row) => row.id,
    order: "ascending",
  });
  for await (const row of walk) rows.push(row);
  return rows;
}

/** One page of it, behind an id; the first one behind 0. */
export async function listPage<Row extends { readonly id: number }>(
  api: AutotaskApi,
  entity: QueriedEntity<Row>,
  filter: readonly Filter[],
  { after, pageSize = MAX_PAGE_SIZE }: { readonly after: number; readonly pageSize?: number },
): Promise<ListPage<Row>> {
  const read = readJson(pageOf(entity.row), `a page of ${entity.name}`);
  const from: Filter = { op: "gt", field: "id", value: after };
  const { items, pageDetails } = await api.send({
    method: "POST",
    path: `${entity.name}/query`,
    body: { MaxRecords: pageSize, IncludeFields: entity.fields, filter: [from, ...filter] },
    readOnly: true,
    read: (answer) => {
      const page = read(answer);
      // Rows that got lost on the way would read as units that are not there.
      if ((page.pageDetails?.count ?? page.items.length) <= page.items.length) return page;
      throw new ProviderError({ code: "invalid_response", message: `A page of ${entity.name} holds fewer rows than it says.` });
    },
  });
  const isFull = items.length >= pageSize || pageDetails?.nextPageUrl != null;
  return { rows: items, next: isFull ? items.at(-1)?.id : undefined };
}

function pageOf<Row>(row: z.ZodType<Row>) {
  return z.object({
    items: z.array(row),
    pageDetails: z.object({ count: z.number().nullish(), nextPageUrl: z.string().nullish() }).nullish(),
  });
}
