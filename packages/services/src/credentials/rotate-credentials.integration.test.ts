import type { TestDatabase } from "@integrations/database/testing";
import { testWithDatabase as it } from "@integrations/database/testing";
import { decodeProtectedHeader } from "jose";
import { describe, expect } from "vitest";
import { webhookBinding } from "../notices/webhook-signature.ts";
import { startRun } from "../runs/start-run.ts";
import { FakeSite } from "../runs/testing/fake-site.ts";
import { carryOn } from "../runs/testing/run-it.ts";
import { createWorld, fakeContext } from "../runs/testing/world.ts";
import { getRun } from "../runs/view-runs.ts";
import { createJoseVault, type VaultKey } from "./jose-vault.ts";
import { rotateCredentials } from "./rotate-credentials.ts";

const OLD: VaultKey = { id: "old", bytes: new Uint8Array(32).fill(1) };
const NEW: VaultKey = { id: "new", bytes: new Uint8Array(32).fill(2) };
const LOST: VaultKey = { id: "lost", bytes: new Uint8Array(32).fill(3) };
const SECRETS = { key: "canary-of-a-partner" };

/** Connections of so many partners, each sealed with this key. */
async function connections({ database }: TestDatabase, keys: readonly VaultKey[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, key] of keys.entries()) {
    const partner = `p${index}`;
    await database.db.insertInto("partners").values({ id: partner, name: partner }).execute();
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const secrets = await createJoseVault([key]).seal(SECRETS, { connectionId: id, providerId: "fake-psa" });
    await database.db
      .insertInto("connections")
      .values({ id, partner_id: partner, provider_id: "fake-psa", status: "active", settings: "{}", secrets })
      .execute();
    ids.push(id);
  }
  return ids;
}

async function stored({ database }: TestDatabase): Promise<Map<string, string>> {
  const rows = await database.db.selectFrom("connections").select(["id", "secrets"]).orderBy("id").execute();
  return new Map(rows.map((row) => [row.id, row.secrets]));
}

describe("a rotation of keys", () => {
  it("encrypts every connection again with the first key, page by page, and finds nothing to do the second time", async ({
    testDatabase,
  }) => {
    const ids = await connections(testDatabase, [OLD, OLD, NEW, OLD, OLD]);
    const vault = createJoseVault([NEW, OLD]);
    const context = { database: testDatabase.server };
    expect(await rotateCredentials(context, vault, { pageSize: 2 })).toEqual({
      total: 5,
      rotated: 4,
      current: 1,
      changedMeanwhile: 0,
      unreadable: [],
    });
    // The old key is not needed any more.
    const alone = createJoseVault([NEW]);
    const after = await stored(testDatabase);
    for (const id of ids) {
      expect(await alone.open(after.get(id) ?? "", { connectionId: id, providerId: "fake-psa" })).toEqual(SECRETS);
    }
    expect(await rotateCredentials(context, vault)).toMatchObject({ rotated: 0, current: 5 });
    expect(await stored(testDatabase)).toEqual(after);
  });

  it("encrypts the signing secrets of webhooks again too, each bound to its own row", async ({ testDatabase }) => {
    const [id = ""] = await connections(testDatabase, [NEW]);
    const { db } = testDatabase.database;
    const binding = webhookBinding(id, "fake-psa");
    const secret = await createJoseVault([OLD]).seal({ secret: "whsec_canary" }, binding);
    const webhook = { connection_id: id, partner_id: "p0", provider_id: "fake-psa", url: "https://x.example/", kinds: [] };
    await db
      .insertInto("webhooks")
      .values({ ...webhook, secret })
      .execute();
    const report = await rotateCredentials({ database: testDatabase.server }, createJoseVault([NEW, OLD]));
    expect(report).toMatchObject({ total: 2, rotated: 1, current: 1 });
    const row = await db.selectFrom("webhooks").select("secret").executeTakeFirstOrThrow();
    expect(await createJoseVault([NEW]).open(row.secret, binding)).toEqual({ secret: "whsec_canary" });
    await expect(createJoseVault([NEW]).open(row.secret, { connectionId: id, providerId: "fake-psa" })).rejects.toThrow(
      "another connection",
    );
  });

  it("lists what it cannot read, leaves it as it is, and shows no secret", async ({ testDatabase }) => {
    const ids = await connections(testDatabase, [OLD, LOST, OLD, OLD, NEW]);
    const { db } = testDatabase.database;
    const before = await stored(testDatabase);
    // One that was damaged, one that was moved to another row, and one whose name of a key is another one's.
    await db
      .updateTable("connections")
      .set({ secrets: "damaged" })
      .where("id", "=", ids[2] ?? "")
      .execute();
    await db
      .updateTable("connections")
      .set({ secrets: before.get(ids[0] ?? "") ?? "" })
      .where("id", "=", ids[3] ?? "")
      .execute();
    const swapped = createJoseVault([{ id: "new", bytes: LOST.bytes }, OLD]);
    const report = await rotateCredentials({ database: testDatabase.server }, swapped);
    expect(report).toMatchObject({ total: 5, rotated: 1, current: 0 });
    expect(report.unreadable.map(({ partnerId, why }) => [partnerId, why])).toEqual([
      ["p1", "The key that sealed these credentials is not configured."],
      ["p2", "The sealed credentials are damaged."],
      ["p3", "The credentials were sealed for another connection."],
      ["p4", "The sealed credentials cannot be opened with the configured key."],
    ]);
    expect(JSON.stringify(report)).not.toContain("canary");
    const after = await stored(testDatabase);
    expect(after.get(ids[1] ?? "")).toBe(before.get(ids[1] ?? ""));
    expect(after.get(ids[4] ?? "")).toBe(before.get(ids[4] ?? ""));
  });

  it("goes on where it was broken off", async ({ testDatabase }) => {
    await connections(testDatabase, [OLD, OLD, OLD, OLD]);
    const broken = new AbortController();
    const vault = createJoseVault([NEW, OLD]);
    let sealed = 0;
    const breaking = {
      ...vault,
      seal: async (...given: Parameters<typeof vault.seal>) => {
        sealed += 1;
        if (sealed === 2) broken.abort(new Error("told to end"));
        return await vault.seal(...given);
      },
    };
    const context = { database: testDatabase.server };
    await expect(rotateCredentials(context, breaking, { signal: broken.signal })).rejects.toThrow("told to end");
    expect(await rotateCredentials(context, vault)).toMatchObject({ total: 4, rotated: 2, current: 2 });
  });

  it("never overwrites what somebody saves in the same moment", async ({ testDatabase }) => {
    const [id = ""] = await connections(testDatabase, [OLD]);
    const vault = createJoseVault([NEW, OLD]);
    const saved = await vault.seal({ key: "entered just now" }, { connectionId: id, providerId: "fake-psa" });
    const slow = {
      ...vault,
      seal: async (...given: Parameters<typeof vault.seal>) => {
        await testDatabase.database.db.updateTable("connections").set({ secrets: saved }).execute();
        return await vault.seal(...given);
      },
    };
    expect(await rotateCredentials({ database: testDatabase.server }, slow)).toMatchObject({ rotated: 0, changedMeanwhile: 1 });
    expect(await stored(testDatabase)).toEqual(new Map([[id, saved]]));
  });

  it("is not noticed by a run under way", async ({ testDatabase }) => {
    const vault = createJoseVault([NEW, OLD]);
    const site = new FakeSite();
    site.product("mail");
    site.agreement("A1");
    site.line("A1", "mail", 1);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: [{ id: "c1", agreementId: "A1", quantities: { cloudfilter: 8 } }],
    });
    const binding = { connectionId: world.connectionId, providerId: "fake-psa" };
    const secrets = await createJoseVault([OLD]).seal({ key: "secret" }, binding);
    await testDatabase.database.db.updateTable("connections").set({ secrets }).execute();
    const context = { ...fakeContext(testDatabase.serverAndWorker, site), vault };
    const rotate = () => rotateCredentials({ database: testDatabase.server }, vault);
    site.before = async ({ verb }) => {
      // Between reading and writing; the look before the write would stop a run whose credentials were changed.
      if (verb === "readLines") expect(await rotate()).toMatchObject({ rotated: 1 });
    };
    const { runId } = await startRun(context, world.scope, { providerId: "fake-psa" });
    expect(await carryOn(context, runId, { times: { tickMs: 10, freshMs: 0 } })).toMatchObject({ kind: "ended", status: "succeeded" });
    expect(await getRun(context, world.scope, { runId })).toMatchObject({ counts: { set: 1 } });
    const row = await testDatabase.database.db.selectFrom("connections").selectAll().executeTakeFirstOrThrow();
    expect(decodeProtectedHeader(row.secrets)).toMatchObject({ kid: "new" });
    expect(row.credentials_version).toBe(0);
  });
});
