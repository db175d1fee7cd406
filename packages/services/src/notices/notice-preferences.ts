import { NOTICE_KINDS, type NoticeKind } from "@integrations/core";
import {
  confirmAddress,
  findNoticePreferences,
  listWebhooksOfPartner,
  saveNoticePreferences,
  subscribeByDefault,
  type NoticePreferences,
  type Trx,
} from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import type { NoticeSettings } from "./notice-outlets.ts";
import { putAskedNotice } from "./put-asked-notice.ts";
import { hashOfToken } from "./send-by-email.ts";
import { viewOfWebhook, type WebhookView } from "./webhooks.ts";

/** What a person who has said nothing yet is told of, once there is an address. */
export const DEFAULT_KINDS: readonly NoticeKind[] = NOTICE_KINDS;

const ASK_AGAIN_MS = 60_000;

export interface NoticesView {
  readonly sendsMail: boolean;
  /** Null for support, whose own people are told by other means. */
  readonly mine: Pick<NoticePreferences, "address" | "kinds" | "pendingAddress"> | null;
  readonly webhooks: readonly WebhookView[];
}

/** What the signed-in person is told of, and where the partner's webhooks lead. */
export async function viewNotices(context: ServiceContext, scope: PartnerScope, settings: NoticeSettings): Promise<NoticesView> {
  const { partner, actor } = scope;
  const person = { partnerId: partner.id, subject: actor.subject };
  return await context.database.asPartner(partner.id, async (trx) => {
    const found = await findNoticePreferences(trx, person);
    const webhooks = await listWebhooksOfPartner(trx, partner.id);
    const nothing = { address: null, kinds: DEFAULT_KINDS, pendingAddress: null };
    return {
      sendsMail: settings.sendsMail,
      mine: actor.role === "partner" ? (found ?? nothing) : null,
      webhooks: webhooks.map(viewOfWebhook),
    };
  });
}

export interface PreferencesInput {
  readonly kinds: readonly NoticeKind[];
  /** Null for no e-mail. */
  readonly address: string | null;
}

/**
 * What the signed-in person is told of, and where. Another address than the one the sign-in vouches for waits until the link is
 * opened that is sent to it; until then the earlier one stays.
 * @param verifiedAddress the one the sign-in vouches for
 * @throws Refusal `invalid_input` where no e-mail is sent at all, `too_many_requests` where a link was sent a moment ago
 */
export async function saveMyNotices(
  context: ServiceContext,
  scope: PartnerScope,
  input: PreferencesInput,
  { settings, verifiedAddress }: { readonly settings: NoticeSettings; readonly verifiedAddress: string | null },
): Promise<Pick<NoticePreferences, "address" | "kinds" | "pendingAddress">> {
  const { partner, actor } = scope;
  const at = context.clock.now();
  const person = { partnerId: partner.id, subject: actor.subject };
  const address = input.address === null ? null : input.address.trim();
  return await context.database.asPartner(partner.id, async (trx) => {
    const before = await findNoticePreferences(trx, person);
    const isKnown = address === null || isSame(address, before?.address) || isSame(address, verifiedAddress);
    if (!isKnown && !settings.sendsMail) {
      throw new Refusal("invalid_input", { field: "address", detail: "No e-mail is sent here, so no address can be confirmed." });
    }
    const isAskedAgain = !isKnown && isSame(address, before?.pendingAddress);
    const lastAskedAt = before?.pendingAskedAt ?? null;
    // Whatever the address: the link must not become a way to fill other people's mailboxes.
    if (!isKnown && lastAskedAt !== null && at.getTime() - lastAskedAt.getTime() < ASK_AGAIN_MS) throw new Refusal("too_many_requests");
    const saved = {
      ...person,
      kinds: NOTICE_KINDS.filter((kind) => input.kinds.includes(kind)),
      address: isKnown ? address : (before?.address ?? null),
      pendingAddress: isKnown ? null : address,
      pendingAskedAt: isKnown ? lastAskedAt : at,
    };
    await saveNoticePreferences(trx, { ...saved, at });
    if (!isKnown) await putAskedNotice(trx, scope, { kind: "confirm_address", at, connection: null });
    const facts = { kinds: saved.kinds, hasAddress: saved.address !== null, toConfirm: !isKnown, again: isAskedAgain };
    await recordAudit(trx, { actor, partnerId: partner.id, action: "notices.preferences_saved", facts, at });
    return saved;
  });
}

/**
 * Opens the link of a confirmation: whoever has it reads the mail of that address, and has signed in for the partner.
 * @throws Refusal `invalid_input` where it is no link that is still good
 */
export async function confirmMyAddress(context: ServiceContext, scope: PartnerScope, token: string): Promise<{ address: string }> {
  const { partner, actor } = scope;
  const now = context.clock.now();
  return await context.database.asPartner(partner.id, async (trx) => {
    const confirmed = await confirmAddress(trx, { partnerId: partner.id, tokenHash: hashOfToken(token), now });
    if (confirmed === undefined) {
      throw new Refusal("invalid_input", {
        field: "token",
        detail: "This link has expired, was used already, or belongs to another account.",
      });
    }
    await recordAudit(trx, { actor, partnerId: partner.id, action: "notices.address_confirmed", facts: {}, at: now });
    return { address: confirmed.address };
  });
}

/** Sends a test message to the address of the signed-in person. @throws Refusal `invalid_input` where there is none, or no e-mail is sent */
export async function sendTestMail(context: ServiceContext, scope: PartnerScope, settings: NoticeSettings): Promise<{ noticeId: string }> {
  const { partner, actor } = scope;
  const at = context.clock.now();
  if (!settings.sendsMail) throw new Refusal("invalid_input", { detail: "This installation sends no e-mail." });
  return await context.database.asPartner(partner.id, async (trx) => {
    const person = await findNoticePreferences(trx, { partnerId: partner.id, subject: actor.subject });
    if (person?.address == null) throw new Refusal("invalid_input", { field: "address", detail: "Save an address first." });
    const noticeId = await putAskedNotice(trx, scope, { kind: "test", at, connection: null });
    await recordAudit(trx, { actor, partnerId: partner.id, action: "notices.test_sent", facts: { channel: "email" }, at });
    return { noticeId };
  });
}

/** For whoever enables an integration and has never said what to be told of: somebody has to hear of a night that fails. */
export async function subscribeEnabler(trx: Trx, scope: PartnerScope, verifiedAddress: string | null, at: Date): Promise<void> {
  if (scope.actor.role !== "partner" || verifiedAddress === null) return;
  const { partner, actor } = scope;
  await subscribeByDefault(trx, { partnerId: partner.id, subject: actor.subject, address: verifiedAddress, kinds: DEFAULT_KINDS, at });
}

function isSame(one: string | null, other: string | null | undefined): boolean {
  return one !== null && other != null && one.toLowerCase() === other.toLowerCase();
}
