import type { ReasonCode } from "@integrations/core";
import { lockConnectionById, saveConnectionState, type ConnectionRecord } from "@integrations/database";
import { SYSTEM } from "../../actor.ts";
import { recordAudit } from "../../audit/record-audit.ts";
import type { RunJob } from "./run-job.ts";

/** Nothing more is tried with these credentials until somebody looks; other ones saved meanwhile are left alone. */
export async function setAttention({ context, run }: RunJob, loaded: ConnectionRecord | null, reason: ReasonCode): Promise<void> {
  if (loaded === null) return;
  const at = context.clock.now();
  await context.database.transaction(async (trx) => {
    const connection = await lockConnectionById(trx, loaded.id);
    if (connection?.status !== "active" || connection.credentialsVersion !== loaded.credentialsVersion) return;
    await saveConnectionState(trx, connection.id, { status: "attention", attentionReason: reason, at });
    const facts = { providerId: connection.providerId, runId: run.id, reason };
    await recordAudit(trx, { actor: SYSTEM, partnerId: connection.partnerId, action: "connection.attention", facts, at });
  });
}
