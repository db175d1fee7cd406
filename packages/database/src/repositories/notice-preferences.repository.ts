import type { Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { NoticePreferencesTable } from "../schema/tables.ts";

/** What one person of a partner is told of by e-mail, and where. */
export interface NoticePreferences {
  readonly partnerId: string;
  /** Of the person's tokens. */
  readonly subject: string;
  /** Known to be theirs; null for no e-mail. */
  readonly address: string | null;
  readonly kinds: readonly string[];
  /** Takes the place of `address` once the link that is sent there is opened. */
  readonly pendingAddress: string | null;
  readonly pendingExpiresAt: Date | null;
  readonly pendingAskedAt: Date | null;
}

export type PersonKey = Pick<NoticePreferences, "partnerId" | "subject">;

export async function findNoticePreferences(db: Db | Trx, key: PersonKey): Promise<NoticePreferences | undefined> {
  const row = await db
    .selectFrom("notice_preferences")
    .selectAll()
    .where("partner_id", "=", key.partnerId)
    .where("subject", "=", key.subject)
    .executeTakeFirst();
  return row && toPreferences(row);
}

export interface PreferencesToSave extends Omit<NoticePreferences, "pendingExpiresAt"> {
  readonly at: Date;
}

/** A link that was sent before no longer confirms anything. */
export async function saveNoticePreferences(trx: Trx, preferences: PreferencesToSave): Promise<void> {
  const values = {
    address: preferences.address,
    kinds: [...preferences.kinds],
    pending_address: preferences.pendingAddress,
    pending_token_hash: null,
    pending_expires_at: null,
    pending_asked_at: preferences.pendingAskedAt,
    updated_at: preferences.at,
  };
  await trx
    .insertInto("notice_preferences")
    .values({ partner_id: preferences.partnerId, subject: preferences.subject, ...values })
    .onConflict((conflict) => conflict.columns(["partner_id", "subject"]).doUpdateSet(values))
    .execute();
}

/** For somebody who has said nothing yet; who has is left alone. */
export async function subscribeByDefault(
  trx: Trx,
  preferences: Omit<PreferencesToSave, "pendingAddress" | "pendingAskedAt">,
): Promise<void> {
  await trx
    .insertInto("notice_preferences")
    .values({
      partner_id: preferences.partnerId,
      subject: preferences.subject,
      address: preferences.address,
      kinds: [...preferences.kinds],
      updated_at: preferences.at,
    })
    .onConflict((conflict) => conflict.columns(["partner_id", "subject"]).doNothing())
    .execute();
}

export interface ConfirmationLink {
  readonly address: string;
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

/** @returns false where another address is waited for by now, or none */
export async function saveConfirmationLink(db: Db | Trx, key: PersonKey, link: ConfirmationLink): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("notice_preferences")
    .set({ pending_token_hash: link.tokenHash, pending_expires_at: link.expiresAt })
    .where("partner_id", "=", key.partnerId)
    .where("subject", "=", key.subject)
    .where("pending_address", "=", link.address)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Puts the address that was waited for in its place. @returns undefined where no link that is still good carries this */
export async function confirmAddress(
  trx: Trx,
  { partnerId, tokenHash, now }: { readonly partnerId: string; readonly tokenHash: string; readonly now: Date },
): Promise<{ address: string; subject: string } | undefined> {
  const row = await trx
    .updateTable("notice_preferences")
    .set((eb) => ({
      address: eb.ref("pending_address"),
      pending_address: null,
      pending_token_hash: null,
      pending_expires_at: null,
      pending_asked_at: null,
      updated_at: now,
    }))
    .where("partner_id", "=", partnerId)
    .where("pending_token_hash", "=", tokenHash)
    .where("pending_expires_at", ">", now)
    .returning(["address", "subject"])
    .executeTakeFirst();
  return row?.address == null ? undefined : { address: row.address, subject: row.subject };
}

/** Addresses that are told of this kind; each once, however many people named it. */
export async function listAddresses(db: Db | Trx, partnerId: string, kind: string): Promise<string[]> {
  const rows = await db
    .selectFrom("notice_preferences")
    .select("address")
    .distinct()
    .where("partner_id", "=", partnerId)
    .where("address", "is not", null)
    .where((eb) => eb(eb.val(kind), "=", eb.fn.any("kinds")))
    .orderBy("address")
    .execute();
  return rows.flatMap(({ address }) => (address === null ? [] : [address]));
}

function toPreferences(row: Selectable<NoticePreferencesTable>): NoticePreferences {
  return {
    partnerId: row.partner_id,
    subject: row.subject,
    address: row.address,
    kinds: row.kinds,
    pendingAddress: row.pending_address,
    pendingExpiresAt: row.pending_expires_at,
    pendingAskedAt: row.pending_asked_at,
  };
}
