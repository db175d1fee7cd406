import type { Db, Trx } from "../client.ts";

/** The encrypted secrets of a connection, and what they are bound to. */
export interface SealedSecrets {
  readonly connectionId: string;
  readonly partnerId: string;
  readonly providerId: string;
  readonly sealed: string;
}

/** Those of all partners, by connection id. */
export async function listSealedSecrets(
  trx: Trx,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<SealedSecrets[]> {
  let select = trx.selectFrom("connections").select(["id", "partner_id", "provider_id", "secrets"]).orderBy("id").limit(limit);
  if (after !== null) select = select.where("id", ">", after);
  const rows = await select.execute();
  return rows.map((row) => ({ connectionId: row.id, partnerId: row.partner_id, providerId: row.provider_id, sealed: row.secrets }));
}

/**
 * Puts the same secrets, encrypted again, in place of these. No change of the credentials: neither their version nor
 * `updatedAt` moves.
 * @returns false where they were replaced or removed meanwhile
 */
export async function replaceSealedSecrets(db: Db | Trx, before: SealedSecrets, sealed: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("connections")
    .set({ secrets: sealed })
    .where("id", "=", before.connectionId)
    .where("secrets", "=", before.sealed)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
