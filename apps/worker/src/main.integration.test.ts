import { enqueue, nightlyFanoutJob } from "@integrations/jobs";
import { fanOutNow } from "@integrations/services";
import { sql } from "kysely";
import { describe, expect, vi } from "vitest";
import { startProcess } from "./testing/worker-process.ts";
import { testWithScene as it } from "./testing/worker-scene.ts";

const PATIENT = { timeout: 30_000, interval: 50 };

describe("pnpm worker", () => {
  it("fans the night out over the active connections and carries it out", async ({ scene, testDatabase: { database } }) => {
    const partners = [
      await scene.addPartner("One", [{ name: "Anna", counted: { cloudfilter: 2 }, lines: { cloudfilter: 1 } }]),
      await scene.addPartner("Two", [{ name: "Bert", counted: { cloudfilter: 5 }, lines: {} }]),
    ];
    await database.transaction((trx) => enqueue(trx, nightlyFanoutJob, { _cron: { ts: new Date().toISOString(), backfilled: false } }));
    const worker = scene.start("main.ts", { NIGHTLY_WINDOW_MINUTES: "0" });
    await vi.waitFor(async () => {
      const runs = await database.db.selectFrom("runs").select(["status", "trigger"]).execute();
      expect(runs).toEqual([
        { status: "succeeded", trigger: "nightly" },
        { status: "succeeded", trigger: "nightly" },
      ]);
    }, PATIENT);
    expect(partners.flatMap((partner) => partner.standing())).toEqual(["Anna/cloudfilter=2", "Bert/cloudfilter=5"]);
    worker.kill("SIGTERM");
    expect(await worker.ended).toMatchObject({ code: 0 });
  });

  it("hands its run back at once when it is asked to end, and another worker does the rest", async ({
    scene,
    testDatabase: { database },
  }) => {
    const customers = Array.from({ length: 40 }, (_, index) => ({
      name: `C${index}`,
      counted: { cloudfilter: 2 },
      lines: { cloudfilter: 1 },
    }));
    const partner = await scene.addPartner("Busy", customers);
    await fanOutNow(scene.parts.context);
    const hold = scene.simulator.faults.hold({ match: { method: "PATCH" }, at: "before", times: 1 });
    const first = scene.start("main.ts");
    const held = await hold.next();
    first.kill("SIGTERM");
    await vi.waitFor(() => expect(first.output()).toContain("worker ends"), PATIENT);
    held.release();
    expect(await first.ended).toMatchObject({ code: 0 });
    const between = await database.db.selectFrom("runs").selectAll().executeTakeFirstOrThrow();
    expect(between).toMatchObject({ status: "queued", attempts: 0, lease_token: null });

    const second = scene.start("main.ts");
    await vi.waitFor(async () => {
      const run = await database.db.selectFrom("runs").selectAll().executeTakeFirstOrThrow();
      expect(run).toMatchObject({ status: "succeeded", counts: { set: 40 } });
    }, PATIENT);
    expect(new Set(partner.standing().map((line) => line.split("=")[1]))).toEqual(new Set(["2"]));
    expect(scene.simulator.requests.writes()).toHaveLength(40);
    second.kill("SIGTERM");
    expect(await second.ended).toMatchObject({ code: 0 });
  });

  it("ends its run rightly though it loses every connection to the database in the middle of it", async ({
    scene,
    testDatabase: { database },
  }) => {
    const partner = await scene.addPartner("Unplugged", [
      { name: "Anna", counted: { cloudfilter: 2, bracket: 3 }, lines: { cloudfilter: 1 } },
      { name: "Bert", counted: { cloudfilter: 4 }, lines: { cloudfilter: 1 } },
    ]);
    await fanOutNow(scene.parts.context);
    const hold = scene.simulator.faults.hold({ match: { method: "PATCH" }, at: "after", times: 1 });
    const worker = scene.start("main.ts");
    const held = await hold.next();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(database.db);
    held.release();
    await vi.waitFor(async () => {
      const run = await database.db.selectFrom("runs").selectAll().executeTakeFirstOrThrow();
      expect(run).toMatchObject({ status: "succeeded", counts: { set: 2, added: 1 } });
    }, PATIENT);
    expect(partner.standing()).toEqual(["Anna/bracket=3", "Anna/cloudfilter=2", "Bert/cloudfilter=4"]);
    worker.kill("SIGTERM");
    expect(await worker.ended).toMatchObject({ code: 0 });
  });

  it("goes on where the database went away at the very end of a job", async ({ scene, testDatabase: { database } }) => {
    await scene.addPartner("First", [{ name: "Anna", counted: { cloudfilter: 2 }, lines: { cloudfilter: 1 } }]);
    await sql`create sequence refusals`.execute(database.db);
    await sql`create function refuse() returns trigger language plpgsql security definer as
      'begin perform nextval(''refusals''); raise exception ''shutting down'' using errcode = ''57P01''; end'`.execute(database.db);
    await sql`create trigger refuse before delete on graphile_worker._private_jobs execute function refuse()`.execute(database.db);
    await fanOutNow(scene.parts.context);
    const worker = scene.start("main.ts");
    await vi.waitFor(async () => {
      const { rows } = await sql<{ called: boolean }>`select is_called as called from refusals`.execute(database.db);
      expect(rows).toEqual([{ called: true }]);
    }, PATIENT);
    await sql`drop trigger refuse on graphile_worker._private_jobs`.execute(database.db);
    await vi.waitFor(async () => {
      const { rows } = await sql`select * from graphile_worker.jobs where task_identifier = 'integration:run'`.execute(database.db);
      expect(rows).toEqual([]);
    }, PATIENT);
    worker.kill("SIGTERM");
    expect(await worker.ended).toMatchObject({ code: 0 });
  });

  it("never logs a key", async ({ scene }) => {
    await scene.addPartner("Chatty", [{ name: "Anna", counted: { cloudfilter: 2 }, lines: { cloudfilter: 1 } }]);
    await fanOutNow(scene.parts.context);
    const worker = scene.start("main.ts", { LOG_LEVEL: "trace" });
    await vi.waitFor(() => expect(worker.output()).toContain("run ends"), PATIENT);
    worker.kill("SIGTERM");
    await worker.ended;
    expect(worker.output()).not.toMatch(/SimPrivateKey001|SimPublicKey0001|Basic /);
    expect(worker.output()).not.toContain(scene.env["CREDENTIALS_KEYS"]?.slice(5) ?? "-");
  });
});

describe("a command of the worker", () => {
  it.for(["main.ts", "nightly.ts", "migrate.ts"] as const)("%s says in one message what is missing", async (script) => {
    const command = startProcess(script, { NIGHTLY_CRON: "often" });
    expect(await command.ended).toMatchObject({ code: 1 });
    expect(command.output()).toContain("DATABASE_URL is missing");
    expect(command.output()).not.toContain("    at ");
    if (script === "migrate.ts") return;
    for (const name of ["CREDENTIALS_KEYS", "CONNECTWISE_CLIENT_ID", "NIGHTLY_CRON"]) expect(command.output()).toContain(name);
  });

  it("says in a sentence that the database cannot be reached, or has no tables", async ({ scene }) => {
    const nowhere = scene.start("main.ts", { DATABASE_URL: "postgres://nobody@127.0.0.1:9/none" });
    expect(await nowhere.ended).toMatchObject({ code: 1 });
    expect(nowhere.output()).toMatch(/The database cannot be used: .*ECONNREFUSED/);
    const empty = scene.start("nightly.ts", { DATABASE_URL: scene.env.DATABASE_URL.replace(/\/[^/?]+(\?|$)/, "/postgres$1") });
    expect(await empty.ended).toMatchObject({ code: 1 });
    expect(empty.output()).toContain("Run `pnpm migrate` first.");
  });

  it("migrates a database, and finds nothing to do the second time", async ({ scene }) => {
    const command = scene.start("migrate.ts");
    expect(await command.ended).toMatchObject({ code: 0 });
    expect(command.output()).toContain("the database is up to date");
  });
});
