import { listSealedSecrets, replaceSealedSecrets, type SealedSecrets } from "@integrations/database";
import { webhookBinding } from "../notices/webhook-signature.ts";
import type { ServiceContext } from "../service-context.ts";
import { CredentialsUnreadable } from "./credential-vault.ts";
import type { RotatingVault } from "./jose-vault.ts";

export interface RotationReport {
  /** Connections and webhooks looked at. */
  readonly total: number;
  /** Encrypted again with the first key. */
  readonly rotated: number;
  /** Had the first key already. */
  readonly current: number;
  /** Replaced or removed by somebody in that moment; whoever replaced them used the first key of its own process. */
  readonly changedMeanwhile: number;
  /** Left as they are. */
  readonly unreadable: readonly UnreadableSecrets[];
}

export interface UnreadableSecrets extends Omit<SealedSecrets, "sealed"> {
  readonly why: string;
}

export interface RotationOptions {
  /** Ends it between two connections; what was done stays done. */
  readonly signal?: AbortSignal;
  readonly pageSize?: number;
}

const PAGE_SIZE = 500;

/**
 * Encrypts the secrets of every connection, and of every webhook, again with the vault's first key, one by one, while everything goes on. Interrupted, it is
 * simply done again. Every one is opened, also one that has the first key already, so that none is unreadable unseen.
 */
export async function rotateCredentials(
  { database }: Pick<ServiceContext, "database">,
  vault: RotatingVault,
  { signal, pageSize = PAGE_SIZE }: RotationOptions = {},
): Promise<RotationReport> {
  const counts = { total: 0, rotated: 0, current: 0, changedMeanwhile: 0 };
  const unreadable: UnreadableSecrets[] = [];
  for (const holder of ["connection", "webhook"] as const) {
    for (let after: string | null = null; ;) {
      const page: SealedSecrets[] = await database.asSupport((trx) => listSealedSecrets(trx, { holder, after, limit: pageSize }));
      for (const secrets of page) {
        signal?.throwIfAborted();
        counts.total += 1;
        const outcome = await rotateOne(database, vault, secrets);
        if (typeof outcome === "string") counts[outcome] += 1;
        else unreadable.push(outcome);
      }
      if (page.length < pageSize) break;
      after = page.at(-1)?.connectionId ?? null;
    }
  }
  return { ...counts, unreadable };
}

async function rotateOne(
  database: ServiceContext["database"],
  vault: RotatingVault,
  secrets: SealedSecrets,
): Promise<"rotated" | "current" | "changedMeanwhile" | UnreadableSecrets> {
  const { holder, connectionId, partnerId, providerId, sealed } = secrets;
  const binding = holder === "webhook" ? webhookBinding(connectionId, providerId) : { connectionId, providerId };
  let opened: Record<string, string>;
  try {
    opened = await vault.open(sealed, binding);
  } catch (error) {
    if (!(error instanceof CredentialsUnreadable)) throw error;
    return { holder, connectionId, partnerId, providerId, why: error.message };
  }
  if (vault.isSealedWithFirstKey(sealed)) return "current";
  const again = await vault.seal(opened, binding);
  const isReplaced = await database.asPartner(partnerId, (trx) => replaceSealedSecrets(trx, secrets, again));
  return isReplaced ? "rotated" : "changedMeanwhile";
}
