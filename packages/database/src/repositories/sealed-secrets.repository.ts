import type { Db, Trx } from "../client.ts";

/** What secrets belong to: a connection's credentials, or the signing secret of its webhook. */
export type SecretHolder = "connection" | "webhook";

/** Encrypted secrets, and what they are bound to. */
export interface SealedSecrets {
  readonly holder: SecretHolder;
  readonly connectionId: string;
  readonly partnerId: string;
  readonly providerId: string;
  readonly sealed: string;
}

/** Those of all partners, by connection id. */
export async function listSealedSecrets(
  trx: Trx,
  { holder, after, limit }: { readonly holder: SecretHolder; readonly after: string | null; readonly limit: number },
): Promise<SealedSecrets[]> {
  const rows = await (holder === "connection" ? connections(trx, after, limit) : webhooks(trx, after, limit)).execute();
  return rows.map((row) => ({ holder, connectionId: row.id, partnerId: row.partner_id, providerId: row.provider_id, sealed: row.sealed }));
}

/**
 * Puts the same secrets, encrypted again, in place of these. No change of the credentials: neither their version nor
 * `updatedAt` moves.
 * @returns false where they were replaced or removed meanwhile
 */
export async function replaceSealedSecrets(db: Db | Trx, before: SealedSecrets, sealed: string): Promise<boolean> {
  const { connectionId, sealed: earlier } = before;
  const { numUpdatedRows } = await (
    before.holder === "connection"
      ? db.updateTable("connections").set({ secrets: sealed }).where("id", "=", connectionId).where("secrets", "=", earlier)
      : db.updateTable("webhooks").set({ secret: sealed }).where("connection_id", "=", connectionId).where("secret", "=", earlier)
  ).executeTakeFirst();
  return numUpdatedRows > 0n;
}

function connections(trx: Trx, after: string | null, limit: number) {
  const select = trx.selectFrom("connections").select(["id", "partner_id", "provider_id", "secrets as sealed"]).orderBy("id").limit(limit);
  return after === null ? select : select.where("id", ">", after);
}

function webhooks(trx: Trx, after: string | null, limit: number) {
  const select = trx
    .selectFrom("webhooks")
    .select(["connection_id as id", "partner_id", "provider_id", "secret as sealed"])
    .orderBy("connection_id")
    .limit(limit);
  return after === null ? select : select.where("connection_id", ">", after);
}
