import type { LineDecision, RunStatus } from "@integrations/core";
import type { ModelWorld } from "./model-world.ts";
import type { KeptLine } from "./oracle.ts";
import type { Customer } from "./vocabulary.ts";

/** The lines the platform remembers. They are looked up, since a run that was disturbed may or may not have remembered one. */
export async function keptLinesOf({ arena, connectionId }: ModelWorld): Promise<KeptLine[]> {
  const rows = await arena.database.db
    .selectFrom("kept_lines")
    .select(["agreement_id", "product_id", "line_id", "decision"])
    .where("connection_id", "=", connectionId)
    .orderBy("agreement_id")
    .orderBy("product_id")
    .execute();
  return rows.map((row) => ({
    agreementId: row.agreement_id,
    productId: row.product_id,
    lineId: row.line_id,
    decision: row.decision as LineDecision | null,
  }));
}

export interface UnfinishedRun {
  readonly id: string;
  readonly connectionId: string;
  readonly status: RunStatus;
  readonly isPreview: boolean;
  readonly customer: Customer | null;
  readonly isReleased: boolean;
  readonly wasBegun: boolean;
  /** When a worker can take it up: it is due, or its lease is over. */
  readonly readyAt: Date;
}

/** Those that wait, run or are held, the oldest first. */
export async function unfinishedRunsOf({ arena, partnerId }: ModelWorld): Promise<UnfinishedRun[]> {
  const rows = await arena.database.db
    .selectFrom("runs")
    .selectAll()
    .where("partner_id", "=", partnerId)
    .where("status", "in", ["queued", "running", "held"])
    .orderBy("due_at")
    .orderBy("queued_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    connectionId: row.connection_id,
    status: row.status,
    isPreview: row.trigger === "preview",
    customer: row.customer_id as Customer | null,
    isReleased: row.released_at !== null,
    wasBegun: row.started_at !== null,
    readyAt: row.status === "running" ? new Date((row.lease_expires_at?.getTime() ?? 0) + 1) : row.due_at,
  }));
}

export async function connectionStatusOf({ arena, connectionId }: ModelWorld): Promise<"active" | "paused" | "attention" | undefined> {
  const row = await arena.database.db.selectFrom("connections").select("status").where("id", "=", connectionId).executeTakeFirst();
  return row?.status;
}
