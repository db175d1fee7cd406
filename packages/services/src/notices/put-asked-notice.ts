import type { Trx } from "@integrations/database";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import { putNotice } from "./tell-run-end.ts";

export interface AskedNotice {
  readonly kind: "test" | "confirm_address";
  readonly at: Date;
  readonly connection: { readonly id: string; readonly providerId: string } | null;
}

/** What one person asked for. Asked twice in one moment, it is sent once. @returns the id of the notice */
export async function putAskedNotice(trx: Trx, { partner, actor }: PartnerScope, { kind, at, connection }: AskedNotice): Promise<string> {
  const noticeId = await putNotice(trx, {
    partnerId: partner.id,
    kind,
    causeKey: `${kind}:${connection?.id ?? actor.subject}:${at.toISOString()}`,
    providerId: connection?.providerId ?? null,
    connectionId: connection?.id ?? null,
    runId: null,
    subject: actor.subject,
    facts: { channel: connection === null ? "email" : "webhook" },
    createdAt: at,
  });
  if (noticeId === undefined) throw new Refusal("too_many_requests");
  return noticeId;
}
