import type { ReasonCode } from "@integrations/core";
import type { Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import { RecordNotFound } from "../record-not-found.ts";
import type { ConnectionPreferences, ConnectionsTable } from "../schema/tables.ts";

/** A partner's settings for one provider. The secrets are sealed; only a `CredentialVault` opens them. */
export interface ConnectionRecord {
  readonly id: string;
  readonly partnerId: string;
  readonly providerId: string;
  readonly status: "active" | "paused" | "attention";
  /** Set while the status is `attention`. */
  readonly attentionReason: ReasonCode | null;
  readonly settings: Readonly<Record<string, string | boolean>>;
  readonly sealedSecrets: string;
  /** Another one as soon as settings or secrets are; the same where these were only encrypted again. */
  readonly credentialsVersion: number;
  /** What the provider remembers about the connection; nothing secret. */
  readonly memory: Readonly<Record<string, unknown>> | null;
  readonly preferences: Readonly<ConnectionPreferences>;
  readonly mappingVersion: number;
  readonly enabledAt: Date;
  readonly updatedAt: Date;
}

export interface ConnectionKey {
  readonly partnerId: string;
  readonly providerId: string;
}

export async function findConnection(db: Db | Trx, key: ConnectionKey): Promise<ConnectionRecord | undefined> {
  const row = await byKey(db, key).executeTakeFirst();
  return row && toConnection(row);
}

/** @throws RecordNotFound */
export async function getConnection(db: Db | Trx, key: ConnectionKey): Promise<ConnectionRecord> {
  return present(await findConnection(db, key));
}

/** Holds the row until the transaction ends, so that nobody else changes or removes it. */
export async function lockConnection(trx: Trx, key: ConnectionKey): Promise<ConnectionRecord | undefined> {
  const row = await byKey(trx, key).forUpdate().executeTakeFirst();
  return row && toConnection(row);
}

export async function findConnectionById(db: Db | Trx, id: string): Promise<ConnectionRecord | undefined> {
  const row = await db.selectFrom("connections").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toConnection(row);
}

/** @throws RecordNotFound */
export async function getConnectionById(db: Db | Trx, id: string): Promise<ConnectionRecord> {
  return present(await findConnectionById(db, id));
}

export async function lockConnectionById(trx: Trx, id: string): Promise<ConnectionRecord | undefined> {
  const row = await trx.selectFrom("connections").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  return row && toConnection(row);
}

/** Keeps the connection from being removed until the transaction ends. @returns false where it was removed */
export async function lockConnectionKey(trx: Trx, id: string): Promise<boolean> {
  const row = await trx.selectFrom("connections").select("id").where("id", "=", id).forKeyShare().executeTakeFirst();
  return row !== undefined;
}

export async function listConnectionsOfPartner(db: Db | Trx, partnerId: string): Promise<ConnectionRecord[]> {
  const rows = await db.selectFrom("connections").selectAll().where("partner_id", "=", partnerId).orderBy("provider_id").execute();
  return rows.map(toConnection);
}

export interface NewConnection extends ConnectionKey {
  readonly id: string;
  readonly settings: Readonly<Record<string, string | boolean>>;
  readonly sealedSecrets: string;
  readonly enabledAt: Date;
}

/** @returns undefined where the partner has a connection to this provider already */
export async function insertConnection(trx: Trx, connection: NewConnection): Promise<ConnectionRecord | undefined> {
  const row = await trx
    .insertInto("connections")
    .values({
      id: connection.id,
      partner_id: connection.partnerId,
      provider_id: connection.providerId,
      status: "active",
      attention_reason: null,
      settings: JSON.stringify(connection.settings),
      secrets: connection.sealedSecrets,
      memory: null,
      enabled_at: connection.enabledAt,
      updated_at: connection.enabledAt,
    })
    .onConflict((conflict) => conflict.columns(["partner_id", "provider_id"]).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && toConnection(row);
}

export interface ConnectionCredentials {
  readonly settings: Readonly<Record<string, string | boolean>>;
  readonly sealedSecrets: string;
  readonly at: Date;
}

/** Replaces settings and secrets. What the provider remembered belonged to the old ones and goes too. */
export async function saveConnectionCredentials(trx: Trx, id: string, credentials: ConnectionCredentials): Promise<void> {
  await trx
    .updateTable("connections")
    .set((eb) => ({
      settings: JSON.stringify(credentials.settings),
      secrets: credentials.sealedSecrets,
      credentials_version: eb("credentials_version", "+", 1),
      memory: null,
      updated_at: credentials.at,
    }))
    .where("id", "=", id)
    .execute();
}

export type ConnectionState =
  | { readonly status: "active" | "paused"; readonly at: Date }
  | { readonly status: "attention"; readonly attentionReason: ReasonCode; readonly at: Date };

export async function saveConnectionState(trx: Trx, id: string, state: ConnectionState): Promise<void> {
  await trx
    .updateTable("connections")
    .set({
      status: state.status,
      attention_reason: state.status === "attention" ? state.attentionReason : null,
      updated_at: state.at,
    })
    .where("id", "=", id)
    .execute();
}

export async function saveConnectionPreferences(trx: Trx, id: string, preferences: ConnectionPreferences, at: Date): Promise<void> {
  await trx
    .updateTable("connections")
    .set({ preferences: JSON.stringify(preferences), updated_at: at })
    .where("id", "=", id)
    .execute();
}

/**
 * Not a change of the connection as a person sees it, so `updatedAt` stays. Does nothing where the credentials were replaced
 * meanwhile: a session over the old ones must not tell the new ones where to go.
 */
export async function saveConnectionMemory(
  db: Db | Trx,
  connection: Pick<ConnectionRecord, "id" | "credentialsVersion">,
  memory: Readonly<Record<string, unknown>> | null,
): Promise<void> {
  await db
    .updateTable("connections")
    .set({ memory: memory === null ? null : JSON.stringify(memory) })
    .where("id", "=", connection.id)
    .where("credentials_version", "=", connection.credentialsVersion)
    .execute();
}

/** @returns the new version */
export async function raiseMappingVersion(trx: Trx, id: string, at: Date): Promise<number> {
  const { mapping_version: version } = await trx
    .updateTable("connections")
    .set((eb) => ({ mapping_version: eb("mapping_version", "+", 1), updated_at: at }))
    .where("id", "=", id)
    .returning("mapping_version")
    .executeTakeFirstOrThrow();
  return version;
}

/** With its mappings, assignments, kept lines and unmap requests. Runs stay as history. */
export async function deleteConnection(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom("connections").where("id", "=", id).execute();
}

function byKey(db: Db | Trx, key: ConnectionKey) {
  return db.selectFrom("connections").selectAll().where("partner_id", "=", key.partnerId).where("provider_id", "=", key.providerId);
}

function present(connection: ConnectionRecord | undefined): ConnectionRecord {
  if (connection === undefined) throw new RecordNotFound("connection");
  return connection;
}

export function toConnection(row: Selectable<ConnectionsTable>): ConnectionRecord {
  return {
    id: row.id,
    partnerId: row.partner_id,
    providerId: row.provider_id,
    status: row.status,
    attentionReason: row.attention_reason as ReasonCode | null,
    settings: row.settings,
    sealedSecrets: row.secrets,
    credentialsVersion: row.credentials_version,
    memory: row.memory,
    preferences: row.preferences,
    mappingVersion: row.mapping_version,
    enabledAt: row.enabled_at,
    updatedAt: row.updated_at,
  };
}
