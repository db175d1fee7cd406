import { DEFAULT_KEYS, type Fault } from "@integrations/connectwise-simulator";
import { secretKeys } from "@integrations/core";
import type { TestDatabase } from "@integrations/database/testing";
import { createTestClock, findSecrets } from "@integrations/provider-kit/testing";
import { PROVIDERS } from "@integrations/providers";
import { fanOutNow, parseConfiguration, workOnRun } from "@integrations/services";
import { describe, expect } from "vitest";
import { compose, type WorkerParts } from "./compose.ts";
import { createLogger } from "./process/create-logger.ts";
import { testWithScene as it, type WorkerScene } from "./testing/worker-scene.ts";

/** Looks different in every encoding. */
const PRIVATE_KEY = 'cAn4ry/"Priv&ate+k3y=81';
const SECRETS = [PRIVATE_KEY, DEFAULT_KEYS.publicKey];
const CUSTOMERS = [
  { name: "Anna", counted: { cloudfilter: 2, bracket: 3 }, lines: { cloudfilter: 1 } },
  { name: "Bert", counted: { cloudfilter: 4 }, lines: { cloudfilter: 1 } },
] as const;

describe("secrets of a connection in a worker", () => {
  it("are in nothing it writes, whatever the site echoes and however the run ends", async ({ scene, testDatabase }) => {
    const log: string[] = [];
    await addCanary(scene, testDatabase, "Echo");
    const quick = composeLogged(scene, log);
    try {
      for (const fault of echoes(scene)) {
        for (const method of ["GET", "PATCH", "POST"]) {
          const injected = scene.simulator.faults.inject({ match: { method }, fault });
          await runAll(quick, testDatabase);
          injected.remove();
        }
      }
      // Names of records, which are shown and kept.
      const { data } = scene.simulator.tenant("echo");
      for (const agreement of data.agreements()) data.editAgreement(agreement.id, { name: `Of ${PRIVATE_KEY} and ${hex(PRIVATE_KEY)}` });
      await runAll(quick, testDatabase);
      // A fault of our own, in the middle of a run.
      const { pool } = testDatabase.database;
      const broken = scene.simulator.faults.hold({ match: { method: "PATCH" }, times: 1 });
      const running = runAll(quick, testDatabase);
      await pool.query("alter table run_changes rename to gone");
      broken.remove();
      await running;
      await pool.query("alter table gone rename to run_changes");
      await expectUnspoken(log, quick, testDatabase);
      expect(log.length).toBeGreaterThan(100);
    } finally {
      await quick.close();
    }
  });

  it("are in nothing it writes where they cannot be read", async ({ scene, testDatabase }) => {
    const log: string[] = [];
    await addCanary(scene, testDatabase, "Unreadable");
    const other = composeLogged(scene, log, { CREDENTIALS_KEYS: `other:${Buffer.alloc(32, 9).toString("base64")}` });
    const wrong = composeLogged(scene, log, { CREDENTIALS_KEYS: `test:${Buffer.alloc(32, 9).toString("base64")}` });
    try {
      for (const parts of [other, wrong]) {
        await runAll(parts, testDatabase);
        const { status, attention_reason } = await testDatabase.database.db.selectFrom("connections").selectAll().executeTakeFirstOrThrow();
        expect([status, attention_reason]).toEqual(["attention", "credentials_unreadable"]);
        await testDatabase.database.db.updateTable("connections").set({ status: "active", attention_reason: null }).execute();
        await expectUnspoken(log, parts, testDatabase);
      }
    } finally {
      await other.close();
      await wrong.close();
    }
  });

  it("of one connection are never used for another one, where somebody swapped what is stored of them", async ({ scene, testDatabase }) => {
    const log: string[] = [];
    const { db, pool } = testDatabase.database;
    for (const name of ["Left", "Right"]) await addCanary(scene, testDatabase, name);
    await pool.query("update connections as c set secrets = o.secrets from connections as o where o.id <> c.id");
    const parts = composeLogged(scene, log);
    const asked = scene.simulator.requests.count;
    try {
      await runAll(parts, testDatabase);
      const found = await db.selectFrom("connections").select(["status", "attention_reason"]).execute();
      expect(found).toEqual(Array.from({ length: 2 }, () => ({ status: "attention", attention_reason: "credentials_unreadable" })));
      const runs = await db.selectFrom("runs").select(["status", "reason"]).execute();
      expect(runs).toEqual(Array.from({ length: 2 }, () => ({ status: "failed", reason: "credentials_unreadable" })));
      expect(scene.simulator.requests.count).toBe(asked);
      await expectUnspoken(log, parts, testDatabase);
    } finally {
      await parts.close();
    }
  });

  it("are in nothing two processes write of which one is killed in a run", async ({ scene, testDatabase }) => {
    await addCanary(scene, testDatabase, "Killed");
    const [echo] = echoes(scene);
    if (echo === undefined) throw new Error("There is no echo.");
    await fanOutNow(scene.parts.context);
    const hold = scene.simulator.faults.hold({ match: { method: "PATCH" }, times: 1 });
    const first = scene.start("main.ts", { LOG_LEVEL: "trace" });
    await hold.next();
    first.kill("SIGKILL");
    hold.remove();
    await first.ended;
    await testDatabase.database.db
      .updateTable("runs")
      .set({ lease_expires_at: new Date(0) })
      .execute();
    scene.simulator.faults.inject({ match: { method: ["PATCH", "POST"] }, fault: echo });
    const second = scene.start("nightly.ts", { LOG_LEVEL: "trace" });
    const { output } = await second.ended;
    const broken = scene.start("main.ts", { LOG_LEVEL: "trace", CREDENTIALS_KEYS: `test:${PRIVATE_KEY}` });
    expect((await broken.ended).code).not.toBe(0);
    const texts = [first.output(), output, broken.output(), ...(await dumpOf(testDatabase))];
    expect(findSecrets(texts, SECRETS)).toEqual([]);
    expect(output).toContain("Killed");
  });

  it("are taken out of a line by the name of their field, for every provider there is", () => {
    const lines: string[] = [];
    const logger = createLogger("trace", { write: (line) => void lines.push(line) });
    for (const key of PROVIDERS.flatMap((provider) => secretKeys(provider.fields))) {
      logger.info({ [key]: PRIVATE_KEY, within: { [key]: PRIVATE_KEY, deeper: { [key]: PRIVATE_KEY } } }, "a config by mistake");
    }
    expect(lines.length).toBeGreaterThan(1);
    expect(findSecrets(lines, [PRIVATE_KEY])).toEqual([]);
  });
});

async function addCanary(scene: WorkerScene, { database }: TestDatabase, name: string): Promise<void> {
  const partner = await scene.addPartner(name, CUSTOMERS);
  scene.simulator.tenant(name.toLowerCase()).changeMember(DEFAULT_KEYS.publicKey, { privateKey: PRIVATE_KEY });
  const binding = { connectionId: partner.connectionId, providerId: "connectwise-manage" };
  const secrets = await scene.parts.context.vault.seal({ ...DEFAULT_KEYS, privateKey: PRIVATE_KEY }, binding);
  await database.db.updateTable("connections").set({ secrets }).where("id", "=", partner.connectionId).execute();
}

/** What a site says that gives back what it was sent, in every place it can say something. */
function echoes({ simulator }: WorkerScene): Fault[] {
  const basic = Buffer.from(`echo+${DEFAULT_KEYS.publicKey}:${PRIVATE_KEY}`).toString("base64");
  const forms = [PRIVATE_KEY, encodeURIComponent(PRIVATE_KEY), hex(PRIVATE_KEY), basic, Buffer.from(PRIVATE_KEY).toString("base64url")];
  const said = `You sent ${forms.join(" and ")} of ${DEFAULT_KEYS.publicKey}`;
  const json = { code: said, message: said, errors: [{ code: said, message: said, field: said, resource: said }] };
  const headers = { "x-echo": basic, "set-cookie": `key=${basic}` };
  return [
    ...[400, 401, 403, 404, 409, 500].map((status): Fault => ({ kind: "status", status, json, headers })),
    {
      kind: "status",
      status: 400,
      text: `<html>${said.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}</html>`,
      contentType: "text/html",
    },
    { kind: "status", status: 200, text: said, contentType: `text/plain; charset="${basic}"` },
    { kind: "status", status: 200, json: { id: said, quantity: said, message: said } },
    { kind: "redirect", to: { url: `${simulator.url}/${encodeURIComponent(PRIVATE_KEY)}?key=${basic}` } },
    { kind: "reset", at: "after" },
  ];
}

function composeLogged(scene: WorkerScene, log: string[], env: Readonly<Record<string, string>> = {}): WorkerParts {
  const configuration = parseConfiguration({ ...scene.env, ...env }, { needs: "worker", providers: PROVIDERS });
  const clock = createTestClock({ startAt: new Date(), auto: true });
  return compose(configuration, createLogger("trace", { write: (line) => void log.push(line) }), { clock });
}

/** Queues a run of every connection and carries each out, to its end or to where it fails. */
async function runAll(parts: WorkerParts, { database }: TestDatabase): Promise<void> {
  const { db } = database;
  await db.updateTable("connections").set({ status: "active", attention_reason: null }).execute();
  await db.deleteFrom("runs").where("status", "in", ["queued", "running", "held"]).execute();
  await fanOutNow(parts.context);
  for (const { id } of await db.selectFrom("runs").select("id").where("status", "=", "queued").execute()) {
    await workOnRun(parts.context, { runId: id }, { signal: new AbortController().signal }).catch((error: unknown) => {
      parts.logger.error({ err: error }, "the job failed");
    });
  }
}

async function expectUnspoken(log: readonly string[], parts: WorkerParts, testDatabase: TestDatabase): Promise<void> {
  const metrics = await parts.meter.read();
  expect(findSecrets([...log, metrics, ...(await dumpOf(testDatabase))], SECRETS)).toEqual([]);
}

/** Every row of every table, as text; the queue's too. */
async function dumpOf({ database: { pool } }: TestDatabase): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const dumped: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} as t`);
    dumped.push(...rows.map(({ row }) => row));
  }
  return dumped;
}

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}
