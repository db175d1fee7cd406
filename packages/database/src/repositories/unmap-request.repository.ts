import type { Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { UnmapRequestsTable } from "../schema/tables.ts";

/** A partner's wish that support sets a mapped service back to Not Assigned. */
export interface UnmapRequestRecord {
  readonly id: string;
  readonly partnerId: string;
  readonly providerId: string;
  readonly serviceCode: string;
  readonly requestedBy: string;
  readonly note: string | null;
  readonly requestedAt: Date;
}

export async function listOpenUnmapRequests(db: Db | Trx, connectionId: string): Promise<UnmapRequestRecord[]> {
  const rows = await db
    .selectFrom("unmap_requests")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where("closed_at", "is", null)
    .execute();
  return rows.map(toUnmapRequest);
}

export interface NewUnmapRequest extends Omit<UnmapRequestRecord, "id"> {
  readonly connectionId: string;
}

/** Must be called while the connection is locked. @returns the open request, and whether it is a new one */
export async function openUnmapRequest(trx: Trx, request: NewUnmapRequest): Promise<{ request: UnmapRequestRecord; isNew: boolean }> {
  const open = await trx
    .selectFrom("unmap_requests")
    .selectAll()
    .where("connection_id", "=", request.connectionId)
    .where("service_code", "=", request.serviceCode)
    .where("closed_at", "is", null)
    .executeTakeFirst();
  if (open !== undefined) return { request: toUnmapRequest(open), isNew: false };
  const row = await trx
    .insertInto("unmap_requests")
    .values({
      partner_id: request.partnerId,
      provider_id: request.providerId,
      connection_id: request.connectionId,
      service_code: request.serviceCode,
      requested_by: request.requestedBy,
      note: request.note,
      requested_at: request.requestedAt,
      closed_at: null,
      closed_by: null,
      ticket: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { request: toUnmapRequest(row), isNew: true };
}

export interface UnmapRequestClosing {
  readonly connectionId: string;
  readonly serviceCode: string;
  readonly closedBy: string;
  readonly ticket: string;
  readonly closedAt: Date;
}

export async function closeUnmapRequest(trx: Trx, closing: UnmapRequestClosing): Promise<void> {
  await trx
    .updateTable("unmap_requests")
    .set({ closed_at: closing.closedAt, closed_by: closing.closedBy, ticket: closing.ticket })
    .where("connection_id", "=", closing.connectionId)
    .where("service_code", "=", closing.serviceCode)
    .where("closed_at", "is", null)
    .execute();
}

/** An open request with the names support reads. */
export interface OpenUnmapRequest extends UnmapRequestRecord {
  readonly partnerName: string;
  readonly serviceName: string;
  readonly productIdentifier: string | null;
  readonly productDescription: string | null;
}

export interface OpenUnmapRequestQuery {
  /** All partners where left out. */
  readonly partnerId?: string | undefined;
  readonly after?: { readonly requestedAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/** Oldest first. */
export async function listUnmapRequestsToAnswer(db: Db | Trx, query: OpenUnmapRequestQuery): Promise<OpenUnmapRequest[]> {
  let select = db
    .selectFrom("unmap_requests as request")
    .innerJoin("partners", "partners.id", "request.partner_id")
    .innerJoin("services", "services.code", "request.service_code")
    .leftJoin("mappings", (join) =>
      join.onRef("mappings.connection_id", "=", "request.connection_id").onRef("mappings.service_code", "=", "request.service_code"),
    )
    .selectAll("request")
    .select(["partners.name as partner_name", "services.name as service_name"])
    .select(["mappings.product_identifier", "mappings.product_description"])
    .where("request.closed_at", "is", null);
  if (query.partnerId !== undefined) select = select.where("request.partner_id", "=", query.partnerId);
  const { after } = query;
  if (after !== undefined) {
    select = select.where((eb) => eb(eb.refTuple("request.requested_at", "request.id"), ">", eb.tuple(after.requestedAt, after.id)));
  }
  const rows = await select.orderBy("request.requested_at").orderBy("request.id").limit(query.limit).execute();
  return rows.map((row) => ({
    ...toUnmapRequest(row),
    partnerName: row.partner_name,
    serviceName: row.service_name,
    productIdentifier: row.product_identifier,
    productDescription: row.product_description,
  }));
}

function toUnmapRequest(row: Selectable<UnmapRequestsTable>): UnmapRequestRecord {
  return {
    id: row.id,
    partnerId: row.partner_id,
    providerId: row.provider_id,
    serviceCode: row.service_code,
    requestedBy: row.requested_by,
    note: row.note,
    requestedAt: row.requested_at,
  };
}
