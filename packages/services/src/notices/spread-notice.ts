import { isNoticeKind } from "@integrations/core";
import {
  findNoticePreferences,
  findWebhook,
  insertDeliveries,
  listAddresses,
  listWebhooksOfPartner,
  lockNotice,
  markSpread,
  type NewDelivery,
  type NoticeRecord,
  type Trx,
  type WebhookRecord,
} from "@integrations/database";
import { deliverNoticeJob, enqueueMany } from "@integrations/jobs";
import type { ServiceContext } from "../service-context.ts";
import { noticeFactsSchema } from "./notice-facts.ts";
import type { NoticeOutlets } from "./notice-outlets.ts";

/** Makes the deliveries of a notice to everybody who wants it now, once. */
export async function spreadNotice(context: ServiceContext, outlets: NoticeOutlets, noticeId: string): Promise<void> {
  const at = context.clock.now();
  await context.database.transaction(async (trx) => {
    const notice = await lockNotice(trx, noticeId);
    if (notice === undefined || notice.spreadAt !== null) return;
    const addresses = outlets.sendMail === null ? [] : await addressesOf(trx, notice);
    const webhooks = await webhooksOf(trx, notice);
    const about = { noticeId, partnerId: notice.partnerId, at };
    const deliveries: NewDelivery[] = [
      ...addresses.map((receiver) => ({ ...about, channel: "email" as const, receiver, connectionId: null })),
      ...webhooks.map(({ connectionId, url }) => ({
        ...about,
        channel: "webhook" as const,
        receiver: hostOf(url, connectionId),
        connectionId,
      })),
    ];
    const ids = await insertDeliveries(trx, deliveries);
    await markSpread(trx, noticeId, at);
    if (ids.length > 0)
      await enqueueMany(
        trx,
        deliverNoticeJob,
        ids.map((deliveryId) => ({ payload: { deliveryId } })),
      );
  });
}

async function addressesOf(trx: Trx, notice: NoticeRecord): Promise<string[]> {
  const { partnerId, kind, subject } = notice;
  if (isNoticeKind(kind)) return await listAddresses(trx, partnerId, kind);
  if (subject === null || noticeFactsSchema.parse(notice.facts).channel === "webhook") return [];
  const person = await findNoticePreferences(trx, { partnerId, subject });
  const address = kind === "confirm_address" ? person?.pendingAddress : person?.address;
  return address == null ? [] : [address];
}

async function webhooksOf(trx: Trx, notice: NoticeRecord): Promise<WebhookRecord[]> {
  const { partnerId, kind, connectionId } = notice;
  if (kind === "confirm_address") return [];
  if (kind === "test") {
    if (connectionId === null) return [];
    const webhook = await findWebhook(trx, connectionId);
    return webhook === undefined ? [] : [webhook];
  }
  const all = await listWebhooksOfPartner(trx, partnerId);
  return all.filter((webhook) => webhook.kinds.includes(kind) && (connectionId === null || webhook.connectionId === connectionId));
}

/** The path may hold what opens the door there. Two connections may post to one host. */
function hostOf(url: string, connectionId: string): string {
  return URL.canParse(url) ? new URL(url).host : connectionId;
}
