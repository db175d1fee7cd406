import {
  findAssignment,
  findRunDoingSame,
  insertRun,
  lockConnection,
  saveRunState,
  type RunRecord,
  type Trx,
} from "@integrations/database";
import { enqueue, runJob } from "@integrations/jobs";
import { recordAudit } from "../audit/record-audit.ts";
import { enabled, getProvider } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

export interface StartRunInput {
  readonly providerId: string;
  /** Show what would be done, and write nothing. */
  readonly preview?: boolean | undefined;
  /** Only the agreement of this customer. */
  readonly customerId?: string | undefined;
}

/**
 * Queues a run, or answers with the one under way that would do the same work.
 * @throws Refusal `not_enabled`, `connection_paused`, `connection_attention`; `not_found` for a customer without an agreement
 */
export async function startRun(context: ServiceContext, scope: PartnerScope, input: StartRunInput): Promise<{ runId: string }> {
  const provider = getProvider(context, input.providerId);
  const key = { partnerId: scope.partner.id, providerId: provider.id };
  const preview = input.preview === true;
  const customerId = input.customerId ?? null;
  const at = context.clock.now();
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    // Held to the end, so that of many presses one queues a run and the others find it.
    const connection = enabled(await lockConnection(trx, key));
    if (connection.status !== "active") {
      throw new Refusal(connection.status === "paused" ? "connection_paused" : "connection_attention");
    }
    if (customerId !== null) await requireAssigned(trx, connection.id, customerId);
    const same = await findRunDoingSame(trx, { connectionId: connection.id, preview, customerId });
    const run =
      same ??
      (await insertRun(trx, {
        ...key,
        connectionId: connection.id,
        trigger: preview ? "preview" : "manual",
        customerId,
        requestedBy: scope.actor.subject,
        queuedAt: at,
      }));
    // A run that waits for its place in the night or for its next attempt is wanted now.
    if (run.status === "queued") {
      if (run.dueAt > at) await saveRunState(trx, run.id, { dueAt: at });
      await enqueue(trx, runJob, { runId: run.id });
    }
    await recordStart(trx, scope, run, { at, joined: same !== undefined });
    return { runId: run.id };
  });
}

async function requireAssigned(trx: Trx, connectionId: string, customerId: string): Promise<void> {
  if ((await findAssignment(trx, connectionId, customerId)) !== undefined) return;
  throw new Refusal("not_found", { field: "customerId", detail: "There is no customer of this id with an agreement." });
}

async function recordStart(trx: Trx, scope: PartnerScope, run: RunRecord, { at, joined }: { at: Date; joined: boolean }): Promise<void> {
  const facts = { providerId: run.providerId, runId: run.id, preview: run.trigger === "preview", customerId: run.customerId, joined };
  await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "run.started", facts, at });
}
