import { sql, type Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { ConnectionsTable, PartnersTable } from "../schema/tables.ts";
import { containsPattern } from "./like-pattern.ts";

export interface PartnerRecord {
  readonly id: string;
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string;
}

export async function findPartner(db: Db | Trx, id: string): Promise<PartnerRecord | undefined> {
  const row = await db.selectFrom("partners").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toPartner(row);
}

export interface PartnerToPut {
  readonly id: string;
  readonly name: string;
  /** Left out, a known partner keeps its own and a new one gets UTC. */
  readonly timeZone?: string | undefined;
}

/** Makes or changes all of them in one statement. @returns the ones that are different from before, or new */
export async function putPartners(trx: Trx, partners: readonly PartnerToPut[], at: Date): Promise<PartnerRecord[]> {
  const given = JSON.stringify(partners.map(({ id, name, timeZone }) => ({ id, name, time_zone: timeZone ?? null })));
  const { rows } = await sql<Selectable<PartnersTable>>`
    insert into partners as stored (id, name, time_zone, created_at, updated_at)
    select given.id, given.name, coalesce(given.time_zone, known.time_zone, 'UTC'), ${at}, ${at}
    from jsonb_to_recordset(${given}::jsonb) as given (id text, name text, time_zone text)
    left join partners as known on known.id = given.id
    order by given.id
    on conflict (id) do update
    set name = excluded.name, time_zone = excluded.time_zone, updated_at = excluded.updated_at
    where (stored.name, stored.time_zone) is distinct from (excluded.name, excluded.time_zone)
    returning *`.execute(trx);
  return rows.map(toPartner);
}

export interface PartnerWithConnections extends PartnerRecord {
  readonly connections: ReadonlyArray<{ readonly providerId: string; readonly status: ConnectionsTable["status"] }>;
}

export interface PartnerQuery {
  /** Part of the name or the id, in any case. */
  readonly search?: string | undefined;
  /** Sort key of the last one of the page before. */
  readonly after?: { readonly name: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** Across all partners, by name. `sortName` is what `after` takes. */
export async function listPartners(db: Db | Trx, query: PartnerQuery): Promise<Array<PartnerWithConnections & { sortName: string }>> {
  let select = db
    .selectFrom("partners")
    .select(["partners.id", "partners.name", "partners.time_zone"])
    .select(sql<string>`lower(partners.name)`.as("sort_name"))
    .select((eb) =>
      eb
        .selectFrom("connections")
        .whereRef("connections.partner_id", "=", "partners.id")
        .select(
          sql<PartnerWithConnections["connections"]>`
            coalesce(jsonb_agg(jsonb_build_object('providerId', provider_id, 'status', status) order by provider_id), '[]')`.as("found"),
        )
        .as("connections"),
    );
  if (query.search !== undefined && query.search !== "") {
    const pattern = containsPattern(query.search.toLowerCase());
    select = select.where((eb) =>
      eb.or([sql<boolean>`lower(partners.name) like ${pattern}`, sql<boolean>`lower(partners.id) like ${pattern}`]),
    );
  }
  if (query.after !== undefined) {
    select = select.where(sql<boolean>`(lower(partners.name), partners.id) > (${query.after.name}, ${query.after.id})`);
  }
  const rows = await select.orderBy("sort_name").orderBy("partners.id").limit(query.limit).execute();
  return rows.map((row) => ({ ...toPartner(row), sortName: row.sort_name, connections: row.connections ?? [] }));
}

function toPartner(row: Pick<Selectable<PartnersTable>, "id" | "name" | "time_zone">): PartnerRecord {
  return { id: row.id, name: row.name, timeZone: row.time_zone };
}
