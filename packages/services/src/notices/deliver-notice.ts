import { ProviderError, reasonOf } from "@integrations/core";
import { claimDelivery, findNotice, saveDeliveryEnd, type DeliveryEnd, type NoticeDelivery } from "@integrations/database";
import { deliverNoticeJob, enqueue } from "@integrations/jobs";
import { CredentialsUnreadable } from "../credentials/credential-vault.ts";
import type { ServiceContext } from "../service-context.ts";
import { OutletRefused, ReceiverTrouble, type NoticeOutlets } from "./notice-outlets.ts";
import { sendByEmail } from "./send-by-email.ts";
import { sendByWebhook } from "./send-by-webhook.ts";
import { spreadNotice } from "./spread-notice.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Before each further try; a receiver that is down over a weekend still gets everything. */
export const RETRY_DELAYS_MS: readonly number[] = [
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  ...Array.from({ length: 6 }, () => 12 * HOUR_MS),
];
/** Longer than a mail server or a receiver may take; after that, its worker counts as dead. */
const CLAIM_MS = 4 * MINUTE_MS;

/** Finds the receivers of a notice, or sends one delivery that is due. Done twice, it does nothing the second time. */
export async function deliverNotice(
  context: ServiceContext,
  outlets: NoticeOutlets,
  payload: { readonly noticeId: string } | { readonly deliveryId: string },
  signal: AbortSignal,
): Promise<void> {
  if ("noticeId" in payload) await spreadNotice(context, outlets, payload.noticeId);
  else await deliver(context, outlets, payload.deliveryId, signal);
}

async function deliver(context: ServiceContext, outlets: NoticeOutlets, deliveryId: string, signal: AbortSignal): Promise<void> {
  const { database, clock, logger } = context;
  signal.throwIfAborted();
  const now = clock.now();
  const delivery = await claimDelivery(database.db, deliveryId, { now, claimedUntil: new Date(now.getTime() + CLAIM_MS) });
  if (delivery === undefined) return;
  const notice = await findNotice(database.db, delivery.noticeId);
  if (notice === undefined) return;
  const about = { noticeId: notice.id, deliveryId, kind: notice.kind, channel: delivery.channel, attempt: delivery.attempts };
  let end: DeliveryEnd;
  try {
    const send = delivery.channel === "email" ? sendByEmail : sendByWebhook;
    await send({ context, outlets, signal }, notice, delivery);
    end = { status: "sent", at: clock.now() };
    logger.info(about, "notice sent");
  } catch (error) {
    end = endOf(error, delivery, clock.now());
    logger.warn({ ...about, problem: end.problem, again: end.status === "waiting" }, "notice could not be sent");
  }
  await database.transaction(async (trx) => {
    await saveDeliveryEnd(trx, deliveryId, end);
    if (end.status === "waiting") await enqueue(trx, deliverNoticeJob, { deliveryId }, { runAt: end.nextAttemptAt });
  });
}

function endOf(error: unknown, { attempts }: NoticeDelivery, now: Date): Exclude<DeliveryEnd, { status: "sent" }> {
  const problem = problemOf(error);
  const delayMs = RETRY_DELAYS_MS[attempts - 1];
  if (error instanceof OutletRefused || delayMs === undefined) return { status: "failed", problem };
  return { status: "waiting", problem, nextAttemptAt: new Date(now.getTime() + delayMs) };
}

/** Words of our own: what a receiver says may hold anything, and is shown to the partner. */
function problemOf(error: unknown): string {
  if (error instanceof OutletRefused) return error.message;
  if (error instanceof CredentialsUnreadable) return "The signing secret can no longer be read.";
  if (error instanceof ProviderError) {
    if (error.reason === "site_not_allowed") return reasonOf("site_not_allowed").sentence;
    return error.code === "timeout" ? "No answer came in time." : "No connection to the address could be made.";
  }
  return error instanceof ReceiverTrouble ? error.message : "It could not be sent.";
}
