import type { Bundles } from "@integrations/core";
import type { Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { ServicesTable } from "../schema/tables.ts";

/** What the platform sells and counts. A bundle stands for its members and is not mapped itself. */
export interface ServiceRecord {
  readonly code: string;
  readonly name: string;
  readonly kind: "service" | "bundle";
  readonly deprecated: boolean;
}

/** In the order they are shown in, bundles included. */
export async function listServices(db: Db | Trx): Promise<ServiceRecord[]> {
  const rows = await db.selectFrom("services").selectAll().orderBy("position").orderBy("code").execute();
  return rows.map(toService);
}

/** Bundle code to the codes of its members. */
export async function listBundles(db: Db | Trx): Promise<Bundles> {
  const rows = await db.selectFrom("bundle_members").selectAll().orderBy("service_code").execute();
  const bundles = Map.groupBy(rows, (row) => row.bundle_code);
  return new Map([...bundles].map(([code, members]) => [code, members.map((member) => member.service_code)]));
}

function toService(row: Selectable<ServicesTable>): ServiceRecord {
  return { code: row.code, name: row.name, kind: row.kind, deprecated: row.deprecated };
}
