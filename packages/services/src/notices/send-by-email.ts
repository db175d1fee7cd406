import { createHash, randomBytes } from "node:crypto";
import { saveConfirmationLink, type NoticeDelivery, type NoticeRecord } from "@integrations/database";
import { pagePathOf, SETTINGS_PATH } from "./notice-links.ts";
import { messageOf } from "./notice-message.ts";
import { OutletRefused } from "./notice-outlets.ts";
import { subjectOf, type Sending } from "./notice-subject.ts";

const LINK_MS = 48 * 60 * 60_000;

/** @throws OutletRefused, ReceiverTrouble */
export async function sendByEmail(sending: Sending, notice: NoticeRecord, delivery: NoticeDelivery): Promise<void> {
  const { outlets } = sending;
  const { publicUrl, sendMail } = outlets;
  if (sendMail === null || publicUrl === null) throw new OutletRefused("This installation sends no e-mail.");
  const token = notice.kind === "confirm_address" ? await newLink(sending, notice, delivery) : undefined;
  const about = await subjectOf(sending, notice);
  const message = messageOf(about, { page: publicUrl + pagePathOf(notice, token), settings: publicUrl + SETTINGS_PATH });
  await sendMail({ ...message, to: delivery.receiver, messageId: `<${delivery.id}@${new URL(publicUrl).hostname}>` });
}

/** Made anew with every try, and kept as its hash alone: what stands in the database confirms nothing. */
async function newLink({ context }: Sending, notice: NoticeRecord, delivery: NoticeDelivery): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  const person = { partnerId: notice.partnerId, subject: notice.subject ?? "" };
  const expiresAt = new Date(context.clock.now().getTime() + LINK_MS);
  const link = { address: delivery.receiver, tokenHash: hashOfToken(token), expiresAt };
  if (!(await saveConfirmationLink(context.database.db, person, link))) throw new OutletRefused("Another address was asked for meanwhile.");
  return token;
}

export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
