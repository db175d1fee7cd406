import type { AutotaskApi } from "../wire/api.ts";
import { listAll } from "../wire/list.ts";
import { splitIds, type Filter } from "../wire/query.ts";
import type { QueriedEntity } from "../wire/rows.ts";

/** The named records, in as few calls as may be, by id. Absent: what is gone and what is invisible. */
export async function readByIds<Row extends { readonly id: number }>(
  api: AutotaskApi,
  entity: QueriedEntity<Row>,
  ids: readonly number[],
  filter: readonly Filter[] = [],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const chunk of splitIds(ids)) rows.push(...(await listAll(api, entity, [{ op: "in", field: "id", value: chunk }, ...filter])));
  return rows;
}
