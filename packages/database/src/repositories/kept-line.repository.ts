import type { LineDecision } from "@integrations/core";
import { sql, type Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { KeptLinesTable } from "../schema/tables.ts";
import { fencedRun } from "./run-fence.ts";
import type { RunFence } from "./run-lease.repository.ts";

export interface KeptLineKey {
  readonly agreementId: string;
  readonly productId: string;
}

/** The line kept for a product on an agreement. */
export interface KeptLineRecord extends KeptLineKey {
  readonly lineId: string;
  readonly decision: LineDecision | null;
  readonly writtenQuantity: number | null;
}

export interface LineToKeep extends KeptLineKey {
  readonly lineId: string;
  /** Null where the quantity was right already. */
  readonly writtenQuantity: number | null;
}

export interface KeepOptions {
  readonly at: Date;
  /** When the run read the decisions; one that was made later stays. */
  readonly decidedBefore: Date;
}

const CHUNK = 2000;

/**
 * Remembers lines; a decision made about the line before is done with.
 * @returns false where the lease is lost or the connection is gone; nothing was stored then
 */
export async function keepLines(db: Db | Trx, fence: RunFence, lines: readonly LineToKeep[], options: KeepOptions): Promise<boolean> {
  // A statement may touch a row only once: of two entries for one pair, the later counts.
  const unique = [...new Map(lines.map((line) => [JSON.stringify([line.agreementId, line.productId]), line])).values()];
  for (let from = 0; from < unique.length; from += CHUNK) {
    const chunk = unique.slice(from, from + CHUNK);
    const { rows } = await sql<{ kept: boolean }>`
      with fence as (${fencedRun(fence)}),
      live as (select c.id, c.partner_id from connections c, fence where c.id = fence.connection_id for key share of c),
      kept as (
        insert into kept_lines (connection_id, partner_id, agreement_id, product_id, line_id, written_quantity, written_at, kept_at)
        select live.id, live.partner_id, l.agreement_id, l.product_id, l.line_id, l.written_quantity,
               case when l.written_quantity is null then null else ${options.at}::timestamptz end, ${options.at}::timestamptz
          from live, unnest(
            ${chunk.map((line) => line.agreementId)}::text[], ${chunk.map((line) => line.productId)}::text[],
            ${chunk.map((line) => line.lineId)}::text[], ${chunk.map((line) => line.writtenQuantity)}::float8[]
          ) as l (agreement_id, product_id, line_id, written_quantity)
        on conflict (connection_id, agreement_id, product_id) do update
           set line_id = excluded.line_id,
               written_quantity = coalesce(excluded.written_quantity, case when kept_lines.line_id = excluded.line_id then kept_lines.written_quantity end),
               written_at = coalesce(excluded.written_at, case when kept_lines.line_id = excluded.line_id then kept_lines.written_at end),
               kept_at = case when kept_lines.line_id = excluded.line_id then kept_lines.kept_at else excluded.kept_at end,
               decision = case when kept_lines.decided_at > ${options.decidedBefore} then kept_lines.decision end,
               decided_at = case when kept_lines.decided_at > ${options.decidedBefore} then kept_lines.decided_at end
        returning true
      )
      select exists (select 1 from live) as kept`.execute(db);
    if (rows[0]?.kept !== true) return false;
  }
  return true;
}

/** @returns false where the lease is lost */
export async function forgetLines(db: Db | Trx, fence: RunFence, keys: readonly KeptLineKey[]): Promise<boolean> {
  for (let from = 0; from < keys.length; from += CHUNK) {
    const chunk = keys.slice(from, from + CHUNK);
    const { rows } = await sql<{ id: string }>`
      with fence as (${fencedRun(fence)}),
      gone as (
        delete from kept_lines k
         using fence, unnest(${chunk.map((key) => key.agreementId)}::text[], ${chunk.map((key) => key.productId)}::text[]) as f (agreement_id, product_id)
         where k.connection_id = fence.connection_id and k.agreement_id = f.agreement_id and k.product_id = f.product_id
      )
      select id from fence`.execute(db);
    if (rows.length === 0) return false;
  }
  return true;
}

export async function findKeptLine(db: Db | Trx, connectionId: string, key: KeptLineKey): Promise<KeptLineRecord | undefined> {
  const row = await db
    .selectFrom("kept_lines")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where("agreement_id", "=", key.agreementId)
    .where("product_id", "=", key.productId)
    .executeTakeFirst();
  return row && toKeptLine(row);
}

/**
 * How a mapping and an assignment of the connection ask for the product on the agreement now.
 * @returns undefined where none does
 */
export async function findLineWant(
  db: Db | Trx,
  connectionId: string,
  key: KeptLineKey,
): Promise<{ readonly asksAtZero: boolean } | undefined> {
  const rows = await db
    .selectFrom("assignments")
    .innerJoin("mappings", "mappings.connection_id", "assignments.connection_id")
    .select("mappings.zero_policy")
    .distinct()
    .where("assignments.connection_id", "=", connectionId)
    .where("assignments.agreement_id", "=", key.agreementId)
    .where("mappings.product_id", "=", key.productId)
    .execute();
  return rows.length === 0 ? undefined : { asksAtZero: rows.some((row) => row.zero_policy === "ask") };
}

export async function saveLineDecision(
  trx: Trx,
  connectionId: string,
  key: KeptLineKey,
  decision: { readonly decision: LineDecision; readonly at: Date },
): Promise<void> {
  await trx
    .updateTable("kept_lines")
    .set({ decision: decision.decision, decided_at: decision.at })
    .where("connection_id", "=", connectionId)
    .where("agreement_id", "=", key.agreementId)
    .where("product_id", "=", key.productId)
    .execute();
}

function toKeptLine(row: Selectable<KeptLinesTable>): KeptLineRecord {
  return {
    agreementId: row.agreement_id,
    productId: row.product_id,
    lineId: row.line_id,
    decision: row.decision,
    writtenQuantity: row.written_quantity,
  };
}
