import type { webcrypto } from "node:crypto";
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
import { z } from "zod";
import { CredentialsUnreadable, type CredentialBinding, type CredentialVault } from "./credential-vault.ts";

/** A key of `CREDENTIALS_KEYS`: 32 bytes under a name. */
export interface VaultKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** A vault whose keys can be rotated. */
export interface RotatingVault extends CredentialVault {
  /** Whether the key that seals now is the one that sealed this. Damaged text is not. */
  isSealedWithFirstKey(sealed: string): boolean;
}

/**
 * A vault over compact JWE (`dir`, A256GCM). The protected header names the key (`kid`) and the row the secrets belong to
 * (`cid` connection, `pid` provider); GCM authenticates it, so neither can be changed.
 *
 * @param keys the first seals, all open
 * @throws TypeError where there is no key, a key is not 32 bytes, or two have one id
 */
export function createJoseVault(keys: readonly VaultKey[]): RotatingVault {
  const [sealing] = keys;
  if (sealing === undefined) throw new TypeError("The vault needs at least one key.");
  // Once: to take a key in costs more than to use it.
  const byId = new Map<string, Promise<webcrypto.CryptoKey>>();
  for (const key of keys) {
    if (key.bytes.byteLength !== KEY_BYTES) throw new TypeError(`The key "${key.id}" is not ${KEY_BYTES} bytes long.`);
    if (byId.has(key.id)) throw new TypeError(`Two keys are called "${key.id}".`);
    byId.set(key.id, cryptoKeyOf(key.bytes));
  }
  return {
    seal: async (secrets, binding) =>
      await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(secrets)))
        .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION, kid: sealing.id, cid: binding.connectionId, pid: binding.providerId })
        .encrypt(await cryptoKeyOf(sealing.bytes)),
    open: async (sealed, binding) => {
      const key = byId.get(readHeader(sealed, binding).kid);
      if (key === undefined) throw new CredentialsUnreadable("The key that sealed these credentials is not configured.");
      return await decrypt(sealed, await key);
    },
    isSealedWithFirstKey: (sealed) => keyIdOf(sealed) === sealing.id,
  };
}

async function cryptoKeyOf(bytes: Uint8Array): Promise<webcrypto.CryptoKey> {
  return await crypto.subtle.importKey("raw", Uint8Array.from(bytes), { name: "AES-GCM" }, false, ["encrypt", "decrypt"]);
}

function keyIdOf(sealed: string): string | undefined {
  try {
    return decodeProtectedHeader(sealed).kid;
  } catch {
    return undefined;
  }
}

const KEY_BYTES = 32;
const ALGORITHM = "dir";
const ENCRYPTION = "A256GCM";

const headerSchema = z.object({ kid: z.string(), cid: z.string(), pid: z.string() });
const secretsSchema = z.record(z.string(), z.string());

function readHeader(sealed: string, binding: CredentialBinding): z.infer<typeof headerSchema> {
  let header: z.infer<typeof headerSchema>;
  try {
    header = headerSchema.parse(decodeProtectedHeader(sealed));
  } catch {
    throw new CredentialsUnreadable("The sealed credentials are damaged.");
  }
  if (header.cid !== binding.connectionId || header.pid !== binding.providerId) {
    throw new CredentialsUnreadable("The credentials were sealed for another connection.");
  }
  return header;
}

/** The cause of a failure is left out on purpose: it could carry parts of what was decrypted. */
async function decrypt(sealed: string, key: webcrypto.CryptoKey): Promise<Record<string, string>> {
  try {
    const { plaintext } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: [ALGORITHM],
      contentEncryptionAlgorithms: [ENCRYPTION],
    });
    return secretsSchema.parse(JSON.parse(new TextDecoder().decode(plaintext)));
  } catch {
    throw new CredentialsUnreadable("The sealed credentials cannot be opened with the configured key.");
  }
}
