import { NOTICE_KINDS, type NoticeKind } from "@integrations/core";
import {
  deleteWebhook,
  findWebhook,
  lockConnection,
  saveWebhook,
  type ConnectionRecord,
  type Trx,
  type WebhookRecord,
} from "@integrations/database";
import { recordAudit, type AuditAction } from "../audit/record-audit.ts";
import { enabled, getProvider } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import type { NoticeSettings } from "./notice-outlets.ts";
import { putAskedNotice } from "./put-asked-notice.ts";
import { newWebhookSecret, webhookBinding } from "./webhook-signature.ts";

/** A webhook without its secret, which is shown once and never again. */
export interface WebhookView {
  readonly providerId: string;
  readonly url: string;
  readonly kinds: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function viewOfWebhook({ providerId, url, kinds, createdAt, updatedAt }: WebhookRecord): WebhookView {
  return { providerId, url, kinds, createdAt, updatedAt };
}

export interface WebhookInput {
  readonly providerId: string;
  readonly url: string;
  readonly kinds: readonly NoticeKind[];
}

/**
 * Posts the notices of a connection to this address from now on.
 * @returns the signing secret where the webhook is new; it is not shown again
 * @throws Refusal `not_enabled`, `site_not_allowed`
 */
export async function putWebhook(
  context: ServiceContext,
  scope: PartnerScope,
  input: WebhookInput,
  settings: NoticeSettings,
): Promise<{ secret: string | null }> {
  const url = input.url.trim();
  const refusal = settings.refusalOfUrl(url);
  if (refusal !== undefined) throw new Refusal("site_not_allowed", { field: "url", detail: refusal });
  const kinds = NOTICE_KINDS.filter((kind) => input.kinds.includes(kind));
  return await withConnection(context, scope, input.providerId, async ({ trx, connection, at, audit }) => {
    const before = await findWebhook(trx, connection.id);
    const secret = before === undefined ? newWebhookSecret() : null;
    const sealedSecret = before?.sealedSecret ?? (await seal(context, connection, secret ?? ""));
    await saveWebhook(trx, { ...ownerOf(connection), url, kinds, sealedSecret, updatedAt: at });
    await audit("webhook.saved", { host: new URL(url).host, kinds });
    return { secret };
  });
}

/** Another secret from now on; the earlier one signs nothing any more. @throws Refusal `not_enabled`, `not_found` */
export async function renewWebhookSecret(context: ServiceContext, scope: PartnerScope, providerId: string): Promise<{ secret: string }> {
  return await withConnection(context, scope, providerId, async ({ trx, connection, at, audit }) => {
    const { url, kinds } = present(await findWebhook(trx, connection.id));
    const secret = newWebhookSecret();
    const sealedSecret = await seal(context, connection, secret);
    await saveWebhook(trx, { ...ownerOf(connection), url, kinds, sealedSecret, updatedAt: at });
    await audit("webhook.secret_renewed", {});
    return { secret };
  });
}

/** Removing what is not there is no fault. @throws Refusal `not_enabled` */
export async function removeWebhook(context: ServiceContext, scope: PartnerScope, providerId: string): Promise<void> {
  await withConnection(context, scope, providerId, async ({ trx, connection, audit }) => {
    if (await deleteWebhook(trx, connection.id)) await audit("webhook.removed", {});
  });
}

/** @throws Refusal `not_enabled`, `not_found` */
export async function testWebhook(context: ServiceContext, scope: PartnerScope, providerId: string): Promise<{ noticeId: string }> {
  return await withConnection(context, scope, providerId, async ({ trx, connection, at, audit }) => {
    present(await findWebhook(trx, connection.id));
    const noticeId = await putAskedNotice(trx, scope, { kind: "test", at, connection });
    await audit("notices.test_sent", { channel: "webhook" });
    return { noticeId };
  });
}

interface WithConnection {
  readonly trx: Trx;
  readonly connection: ConnectionRecord;
  readonly at: Date;
  audit(action: AuditAction, facts: Readonly<Record<string, unknown>>): Promise<void>;
}

async function withConnection<Result>(
  context: ServiceContext,
  scope: PartnerScope,
  providerId: string,
  work: (found: WithConnection) => Promise<Result>,
): Promise<Result> {
  getProvider(context, providerId);
  const at = context.clock.now();
  const { partner, actor } = scope;
  return await context.database.asPartner(partner.id, async (trx) => {
    const connection = enabled(await lockConnection(trx, { partnerId: partner.id, providerId }));
    const audit: WithConnection["audit"] = async (action, facts) => {
      await recordAudit(trx, { actor, partnerId: partner.id, action, facts: { providerId, ...facts }, at });
    };
    return await work({ trx, connection, at, audit });
  });
}

async function seal({ vault }: ServiceContext, { id, providerId }: ConnectionRecord, secret: string): Promise<string> {
  return await vault.seal({ secret }, webhookBinding(id, providerId));
}

function ownerOf({ id: connectionId, partnerId, providerId }: ConnectionRecord) {
  return { connectionId, partnerId, providerId };
}

function present(webhook: WebhookRecord | undefined): WebhookRecord {
  if (webhook === undefined) throw new Refusal("not_found", { field: "providerId", detail: "There is no webhook." });
  return webhook;
}
