import { reasonOf, type ReasonCode } from "@integrations/core";
import { findWebhook, type NoticeDelivery, type NoticeRecord } from "@integrations/database";
import { pagePathOf } from "./notice-links.ts";
import { textOf } from "./notice-message.ts";
import { OutletRefused, ReceiverTrouble } from "./notice-outlets.ts";
import { subjectOf, type Sending } from "./notice-subject.ts";
import { NOTICE_ID_HEADER, SIGNATURE_HEADER, signWebhook, webhookBinding } from "./webhook-signature.ts";

const GONE = 410;

/** @throws OutletRefused, ReceiverTrouble, ProviderError, CredentialsUnreadable */
export async function sendByWebhook(sending: Sending, notice: NoticeRecord, delivery: NoticeDelivery): Promise<void> {
  const { context, outlets, signal } = sending;
  const { db } = context.database;
  const webhook = delivery.connectionId === null ? undefined : await findWebhook(db, delivery.connectionId);
  if (webhook === undefined) throw new OutletRefused("The webhook was removed meanwhile.");
  const { secret = "" } = await context.vault.open(webhook.sealedSecret, webhookBinding(webhook.connectionId, webhook.providerId));
  const body = JSON.stringify(await bodyOf(sending, notice, webhook.connectionId));
  const answer = await outlets.post({
    url: webhook.url,
    headers: {
      "content-type": "application/json",
      "user-agent": "integrations-platform",
      [NOTICE_ID_HEADER]: notice.id,
      [SIGNATURE_HEADER]: signWebhook(secret, body, context.clock.now()),
    },
    body,
    signal,
  });
  if (answer.status >= 200 && answer.status < 300) return;
  if (answer.status === GONE) throw new OutletRefused("The address answered that it is gone (410).");
  const isRedirect = answer.status >= 300 && answer.status < 400;
  throw new ReceiverTrouble(
    isRedirect
      ? `The address answered with a redirection (${answer.status}), which is not followed.`
      : `The address answered with ${answer.status}.`,
  );
}

/** Fields may be added, not renamed: programs of partners read it. */
async function bodyOf(sending: Sending, notice: NoticeRecord, connectionId: string): Promise<object> {
  const about = await subjectOf(sending, notice, notice.kind === "weekly_digest" ? connectionId : undefined);
  const { subject, intro } = textOf(about);
  const { publicUrl } = sending.outlets;
  return {
    id: notice.id,
    kind: notice.kind,
    createdAt: notice.createdAt.toISOString(),
    partnerId: notice.partnerId,
    providerId: notice.providerId,
    runId: notice.runId,
    subject,
    text: intro,
    causes: about.facts.causes.map(({ reason, count, nights, since }) => ({
      ...reasonTexts(reason),
      count,
      nights,
      since: since.toISOString(),
    })),
    ...(notice.kind === "held_run" ? { waiting: about.facts.waiting } : {}),
    ...(notice.kind === "weekly_digest" ? { week: about.facts.weeks[0] ?? null } : {}),
    url: publicUrl === null ? null : publicUrl + pagePathOf(notice, undefined),
  };
}

function reasonTexts(reason: ReasonCode | null): object {
  if (reason === null) return { reason: null, sentence: null, nextStep: null };
  const { sentence, nextStep } = reasonOf(reason);
  return { reason, sentence, nextStep };
}
