import type { Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { WebhooksTable } from "../schema/tables.ts";

/** Where a connection's notices are posted. The secret is sealed; only a `CredentialVault` opens it. */
export interface WebhookRecord {
  readonly connectionId: string;
  readonly partnerId: string;
  readonly providerId: string;
  readonly url: string;
  readonly sealedSecret: string;
  readonly kinds: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export async function findWebhook(db: Db | Trx, connectionId: string): Promise<WebhookRecord | undefined> {
  const row = await db.selectFrom("webhooks").selectAll().where("connection_id", "=", connectionId).executeTakeFirst();
  return row && toWebhook(row);
}

export async function listWebhooksOfPartner(db: Db | Trx, partnerId: string): Promise<WebhookRecord[]> {
  const rows = await db.selectFrom("webhooks").selectAll().where("partner_id", "=", partnerId).orderBy("provider_id").execute();
  return rows.map(toWebhook);
}

/** Must be called while the connection is locked. */
export async function saveWebhook(trx: Trx, webhook: Omit<WebhookRecord, "createdAt">): Promise<void> {
  const values = { url: webhook.url, secret: webhook.sealedSecret, kinds: [...webhook.kinds], updated_at: webhook.updatedAt };
  await trx
    .insertInto("webhooks")
    .values({
      connection_id: webhook.connectionId,
      partner_id: webhook.partnerId,
      provider_id: webhook.providerId,
      created_at: webhook.updatedAt,
      ...values,
    })
    .onConflict((conflict) => conflict.column("connection_id").doUpdateSet(values))
    .execute();
}

/** @returns whether there was one */
export async function deleteWebhook(trx: Trx, connectionId: string): Promise<boolean> {
  const { numDeletedRows } = await trx.deleteFrom("webhooks").where("connection_id", "=", connectionId).executeTakeFirst();
  return numDeletedRows > 0n;
}

function toWebhook(row: Selectable<WebhooksTable>): WebhookRecord {
  return {
    connectionId: row.connection_id,
    partnerId: row.partner_id,
    providerId: row.provider_id,
    url: row.url,
    sealedSecret: row.secret,
    kinds: row.kinds,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
