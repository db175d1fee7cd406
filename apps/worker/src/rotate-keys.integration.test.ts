import { randomBytes } from "node:crypto";
import type { TestDatabase } from "@integrations/database/testing";
import { fanOutNow } from "@integrations/services";
import { describe, expect } from "vitest";
import { testWithScene as it, type WorkerScene } from "./testing/worker-scene.ts";

const ANNA = { name: "Anna", counted: { cloudfilter: 2 }, lines: { cloudfilter: 1 } } as const;
const SECRET = /SimPrivateKey001|SimPublicKey0001/;

describe("pnpm rotate-keys", () => {
  it("moves all credentials to the first key, so that the old one can go", async ({ scene, testDatabase }) => {
    const partners = [await scene.addPartner("One", [ANNA]), await scene.addPartner("Two", [ANNA])];
    const old = scene.env["CREDENTIALS_KEYS"] ?? "";
    const fresh = newKey("k2");
    const first = await run(scene, "rotate-keys.ts", `${fresh},${old}`);
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toContain('2 connections and webhooks: 2 encrypted again with the key "k2", 0 had it already.');
    const again = await run(scene, "rotate-keys.ts", `${fresh},${old}`);
    expect(again.output).toContain("0 encrypted again");
    const night = await run(scene, "nightly.ts", fresh);
    expect(night).toMatchObject({ code: 0 });
    expect(partners.map((partner) => partner.standing())).toEqual([["Anna/cloudfilter=2"], ["Anna/cloudfilter=2"]]);
    expect(first.output + again.output + night.output).not.toMatch(SECRET);
    expect(await states(testDatabase)).toEqual([
      { status: "active", attention_reason: null },
      { status: "active", attention_reason: null },
    ]);
  });

  it.for([
    ["missing", () => newKey("k2")],
    ["another one under the same name", () => newKey("test")],
  ] as const)(
    "lists what it cannot read where the key is %s, which needs attention and comes back with the key",
    async ([, keys], { scene, testDatabase }) => {
      const partner = await scene.addPartner("One", [ANNA]);
      const wrong = keys();
      const rotation = await run(scene, "rotate-keys.ts", wrong);
      expect(rotation).toMatchObject({ code: 1 });
      expect(rotation.output).toContain("1 could not be read, and were left as they are:");
      expect(rotation.output).toContain(`- partner ${partner.partnerId}, connectwise-manage, connection ${partner.connectionId}: `);

      const night = await run(scene, "nightly.ts", wrong);
      expect(night).toMatchObject({ code: 1 });
      expect(await states(testDatabase)).toEqual([{ status: "attention", attention_reason: "credentials_unreadable" }]);
      expect(scene.simulator.requests.list()).toEqual([]);
      expect(rotation.output + night.output).not.toMatch(SECRET);

      // The very text that was there before: nothing was lost.
      await testDatabase.database.db.updateTable("connections").set({ status: "active", attention_reason: null }).execute();
      await fanOutNow(scene.parts.context);
      expect(await run(scene, "nightly.ts", scene.env["CREDENTIALS_KEYS"] ?? "")).toMatchObject({ code: 0 });
      expect(partner.standing()).toEqual(["Anna/cloudfilter=2"]);
    },
  );

  it("says in a sentence what keeps it from beginning", async ({ scene }) => {
    const keyless = scene.start("rotate-keys.ts", { CREDENTIALS_KEYS: "k1:short" });
    expect(await keyless.ended).toMatchObject({ code: 1 });
    expect(keyless.output()).toContain('CREDENTIALS_KEYS: the key "k1" is not 32 bytes in standard base64.');
    const nowhere = scene.start("rotate-keys.ts", { DATABASE_URL: "postgres://nobody@127.0.0.1:9/none" });
    expect(await nowhere.ended).toMatchObject({ code: 1 });
    expect(nowhere.output()).toMatch(/The database cannot be used: .*ECONNREFUSED/);
  });
});

function newKey(id: string): string {
  return `${id}:${randomBytes(32).toString("base64")}`;
}

async function run(scene: WorkerScene, script: "rotate-keys.ts" | "nightly.ts", keys: string) {
  return await scene.start(script, { CREDENTIALS_KEYS: keys }).ended;
}

async function states({ database }: TestDatabase) {
  return await database.db.selectFrom("connections").select(["status", "attention_reason"]).execute();
}
