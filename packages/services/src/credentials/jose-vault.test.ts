import { CompactEncrypt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { CredentialsUnreadable } from "./credential-vault.ts";
import { createJoseVault } from "./jose-vault.ts";

const BINDING = { connectionId: "0198-a", providerId: "some-provider" };
const SECRETS = { publicKey: "canary-public", privateKey: "canary-private" };
const OLD = { id: "2025", bytes: new Uint8Array(32).fill(1) };
const NEW = { id: "2026", bytes: new Uint8Array(32).fill(2) };

describe("the vault", () => {
  it("opens what it sealed", async () => {
    const vault = createJoseVault([OLD]);
    expect(await vault.open(await vault.seal(SECRETS, BINDING), BINDING)).toEqual(SECRETS);
  });

  it("shows neither a secret nor its length pattern twice", async () => {
    const vault = createJoseVault([OLD]);
    const [first, second] = await Promise.all([vault.seal(SECRETS, BINDING), vault.seal(SECRETS, BINDING)]);
    expect(first).not.toContain("canary");
    expect(Buffer.from(first, "base64url").toString("latin1")).not.toContain("canary");
    expect(first).not.toBe(second);
  });

  it("seals with the first key and still opens what an older one sealed", async () => {
    const before = await createJoseVault([OLD]).seal(SECRETS, BINDING);
    const rotated = createJoseVault([NEW, OLD]);
    expect(await rotated.open(before, BINDING)).toEqual(SECRETS);
    expect(decodeProtectedHeader(await rotated.seal(SECRETS, BINDING))).toMatchObject({ kid: "2026", enc: "A256GCM" });
  });

  it.each([
    ["a key that is not configured", createJoseVault([NEW])],
    ["another key under the same name", createJoseVault([{ id: OLD.id, bytes: NEW.bytes }])],
    [
      "two keys that were swapped",
      createJoseVault([
        { id: OLD.id, bytes: NEW.bytes },
        { id: NEW.id, bytes: OLD.bytes },
      ]),
    ],
  ])("does not open with %s", async (_, vault) => {
    const sealed = await createJoseVault([OLD]).seal(SECRETS, BINDING);
    await expect(vault.open(sealed, BINDING)).rejects.toBeInstanceOf(CredentialsUnreadable);
  });

  it.each([
    ["another connection", { ...BINDING, connectionId: "0198-b" }],
    ["another provider", { ...BINDING, providerId: "other-provider" }],
  ])("does not open what was moved to %s", async (_, binding) => {
    const vault = createJoseVault([OLD]);
    await expect(vault.open(await vault.seal(SECRETS, BINDING), binding)).rejects.toBeInstanceOf(CredentialsUnreadable);
  });

  it("notices a header changed to name another connection", async () => {
    const vault = createJoseVault([OLD]);
    const [header = "", ...rest] = (await vault.seal(SECRETS, BINDING)).split(".");
    const forged = Buffer.from(Buffer.from(header, "base64url").toString().replace("0198-a", "0198-b")).toString("base64url");
    await expect(vault.open([forged, ...rest].join("."), { ...BINDING, connectionId: "0198-b" })).rejects.toBeInstanceOf(
      CredentialsUnreadable,
    );
  });

  it.each([
    { alg: "dir", enc: "A128CBC-HS256" },
    { alg: "A256KW", enc: "A256GCM" },
    { alg: "A256GCMKW", enc: "A256GCM" },
  ])("does not open what was sealed by %j, though with its own key", async (header) => {
    const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(SECRETS)))
      .setProtectedHeader({ ...header, kid: OLD.id, cid: BINDING.connectionId, pid: BINDING.providerId })
      .encrypt(OLD.bytes);
    await expect(createJoseVault([OLD]).open(sealed, BINDING)).rejects.toBeInstanceOf(CredentialsUnreadable);
  });

  it.each(["", "not a token", "a.b.c.d.e", "eyJhbGciOiJkaXIifQ...."])("does not open the damaged text %j", async (sealed) => {
    await expect(createJoseVault([OLD]).open(sealed, BINDING)).rejects.toBeInstanceOf(CredentialsUnreadable);
  });

  it("says nothing about the secrets or the key in its error", async () => {
    const sealed = await createJoseVault([OLD]).seal(SECRETS, BINDING);
    const error: unknown = await createJoseVault([{ id: OLD.id, bytes: NEW.bytes }])
      .open(sealed, BINDING)
      .catch((thrown: unknown) => thrown);
    expect((error as Error).cause).toBeUndefined();
    expect(String((error as Error).stack)).not.toContain("canary");
  });

  it("is not made without a key, with a short key or with two of one name", () => {
    expect(() => createJoseVault([])).toThrow(TypeError);
    expect(() => createJoseVault([{ id: "short", bytes: new Uint8Array(16) }])).toThrow('"short"');
    expect(() => createJoseVault([OLD, { ...NEW, id: OLD.id }])).toThrow("2025");
  });
});
