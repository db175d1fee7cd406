import type { Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { AuditEventsTable } from "../schema/tables.ts";

export interface AuditRecord {
  /** Counts up; also the order. */
  readonly id: string;
  readonly partnerId: string | null;
  readonly at: Date;
  readonly actor: string;
  readonly actorRole: AuditEventsTable["actor_role"];
  readonly action: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly ip: string | null;
}

export type NewAuditRecord = Omit<AuditRecord, "id">;

/** Belongs into the transaction of the act itself, so that neither is there without the other. */
export async function insertAuditRecords(trx: Trx, records: readonly NewAuditRecord[]): Promise<void> {
  if (records.length === 0) return;
  await trx
    .insertInto("audit_events")
    .values(
      records.map((record) => ({
        partner_id: record.partnerId,
        at: record.at,
        actor: record.actor,
        actor_role: record.actorRole,
        action: record.action,
        facts: JSON.stringify(record.facts),
        ip: record.ip,
      })),
    )
    .execute();
}

export interface AuditQuery {
  readonly partnerId: string;
  /** Only what was recorded before this one. */
  readonly beforeId?: string;
  readonly limit: number;
}

/** Newest first. */
export async function listAuditRecords(db: Db | Trx, query: AuditQuery): Promise<AuditRecord[]> {
  let select = db.selectFrom("audit_events").selectAll().where("partner_id", "=", query.partnerId);
  if (query.beforeId !== undefined) select = select.where("id", "<", query.beforeId);
  const rows = await select.orderBy("id", "desc").limit(query.limit).execute();
  return rows.map(toAuditRecord);
}

function toAuditRecord(row: Selectable<AuditEventsTable>): AuditRecord {
  return {
    id: String(row.id),
    partnerId: row.partner_id,
    at: row.at,
    actor: row.actor,
    actorRole: row.actor_role,
    action: row.action,
    facts: row.facts,
    ip: row.ip,
  };
}
