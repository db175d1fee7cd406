import { insertAuditRecords, type Trx } from "@integrations/database";
import type { Actor } from "../actor.ts";

/** Everything that is written down about who did what; a closed list, so that a screen can name each. */
export const AUDIT_ACTIONS = [
  "connection.enabled",
  "connection.updated",
  "connection.preferences_saved",
  "connection.paused",
  "connection.resumed",
  "connection.removed",
  "connection.attention",
  "mapping.saved",
  "mapping.unmap_requested",
  "mapping.cleared",
  "mapping.zero_policy_set",
  "customer.assigned",
  "customer.unassigned",
  "customer.excluded",
  "customer.included",
  "run.started",
  "run.released",
  "run.cancelled",
  "line.decided",
  "notices.preferences_saved",
  "notices.address_confirmed",
  "notices.test_sent",
  "webhook.saved",
  "webhook.secret_renewed",
  "webhook.removed",
  "partner.put",
  "customers.put",
  "quantities.put",
  "support.viewed",
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export interface Act {
  readonly actor: Actor;
  /** Null for an act that is about no single partner. */
  readonly partnerId: string | null;
  readonly action: AuditAction;
  /** What it was about. Never a secret. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/** Written in the transaction of the act itself, so that neither is there without the other. */
export async function recordAudit(trx: Trx, ...acts: readonly Act[]): Promise<void> {
  await insertAuditRecords(
    trx,
    acts.map((act) => ({
      partnerId: act.partnerId,
      at: act.at,
      actor: act.actor.subject,
      actorRole: act.actor.role,
      action: act.action,
      facts: act.facts ?? {},
      ip: act.actor.ip,
    })),
  );
}
