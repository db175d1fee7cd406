import { sql } from "kysely";
import { describe, expect } from "vitest";
import type { Db, Trx } from "../client.ts";
import { insertAuditRecords, type NewAuditRecord } from "../repositories/audit.repository.ts";
import { fillPartner } from "../testing/fill-partner.ts";
import { hashRows } from "../testing/hash-rows.ts";
import { testWithDatabase as it, type TestDatabase } from "../testing/index.ts";

const DENIED = /^permission denied for table audit_events$/;
const REFUSED = /^new row violates row-level security policy for table "audit_events"$/;

describe("audit events", () => {
  it("are never changed or removed by server or worker, in whatever scope", async ({ testDatabase }) => {
    const { database, server, worker } = testDatabase;
    await fillPartner(database.db, "p1");
    const before = await hashRows(database.db);
    const statements = [
      sql`update audit_events set actor = 'nobody'`,
      sql`update audit_events set facts = '{}' where partner_id = 'p1'`,
      sql`delete from audit_events`,
      sql`delete from audit_events where partner_id = 'p1'`,
      sql`truncate audit_events`,
      sql`insert into audit_events (id, actor, actor_role, action) overriding system value values (1, 'x', 'system', 'x') on conflict (id) do update set actor = 'x'`,
    ];
    for (const statement of statements) {
      const run = (db: Db | Trx) => statement.execute(db);
      for (const work of [
        () => run(server.db),
        () => server.asPartner("p1", run),
        () => server.asPlatform(null, run),
        () => server.asPlatform("p1", run),
        () => server.asSupport(run),
        () => run(worker.db),
      ]) {
        await expect(work()).rejects.toThrow(DENIED);
      }
    }
    expect(await hashRows(database.db)).toEqual(before);
  });

  it("outlive the partner they are about", async ({ testDatabase }) => {
    const { db } = testDatabase.database;
    await fillPartner(db, "p1");
    await db.deleteFrom("partners").where("id", "=", "p1").execute();
    expect(await db.selectFrom("audit_events").select(["partner_id", "action"]).execute()).toEqual([
      { partner_id: "p1", action: "mapping.saved" },
    ]);
  });

  it("are written about the partner of the scope, in the roles that act there", async ({ testDatabase }) => {
    const { server, worker, database } = testDatabase;
    const refused = [
      () => server.db.transaction().execute((trx) => write(trx, { partnerId: "p1", actorRole: "partner" })),
      () => server.asPartner("p1", (trx) => write(trx, { partnerId: "p2", actorRole: "partner" })),
      () => server.asPartner("p1", (trx) => write(trx, { partnerId: null, actorRole: "partner" })),
      () => server.asPartner("p1", (trx) => write(trx, { partnerId: "p1", actorRole: "platform" })),
      () => server.asPartner("p1", (trx) => write(trx, { partnerId: "p1", actorRole: "system" })),
      () => server.asPlatform("p1", (trx) => write(trx, { partnerId: "p2", actorRole: "platform" })),
      () => server.asPlatform("p1", (trx) => write(trx, { partnerId: "p1", actorRole: "partner" })),
      () => server.asPlatform(null, (trx) => write(trx, { partnerId: "p1", actorRole: "support" })),
      () => server.asSupport((trx) => write(trx, { partnerId: "p1", actorRole: "support" })),
      () => server.asSupport((trx) => write(trx, { partnerId: null, actorRole: "platform" })),
      () => worker.transaction((trx) => write(trx, { partnerId: "p1", actorRole: "support" })),
    ];
    for (const attempt of refused) await expect(attempt()).rejects.toThrow(REFUSED);
    await server.asPartner("p1", (trx) => write(trx, { partnerId: "p1", actorRole: "partner" }));
    await server.asPartner("p1", (trx) => write(trx, { partnerId: "p1", actorRole: "support" }));
    await server.asPlatform("p1", (trx) => write(trx, { partnerId: "p1", actorRole: "platform" }));
    await server.asPlatform(null, (trx) => write(trx, { partnerId: "p2", actorRole: "platform" }));
    await server.asSupport((trx) => write(trx, { partnerId: null, actorRole: "support" }));
    await worker.transaction((trx) => write(trx, { partnerId: "p1", actorRole: "system" }));
    expect(await writtenBy(database.db)).toEqual(["p1 partner", "p1 support", "p1 platform", "p2 platform", "none support", "p1 system"]);
  });

  it("are removed past their time by the owner alone, as the README says", async ({ testDatabase }) => {
    const { db } = testDatabase.database;
    await ownedBySomebodyOrdinary(testDatabase, async (owner) => {
      await db
        .insertInto("audit_events")
        .values([
          { at: new Date("2020-01-01"), partner_id: "p1", actor: "old", actor_role: "partner", action: "x" },
          { partner_id: "p1", actor: "new", actor_role: "partner", action: "x" },
        ])
        .execute();
      await owner(`delete from audit_events where at < now() - interval '3 years'`);
      expect(await db.selectFrom("audit_events").select("actor").orderBy("id").execute()).toHaveLength(2);
      await owner(`
        alter table audit_events no force row level security;
        delete from audit_events where at < now() - interval '3 years';
        alter table audit_events force row level security;`);
      expect(await db.selectFrom("audit_events").select("actor").execute()).toEqual([{ actor: "new" }]);
      await owner("delete from audit_events");
      expect(await db.selectFrom("audit_events").select("actor").execute()).toEqual([{ actor: "new" }]);
    });
  });
});

async function write(trx: Trx, record: Pick<NewAuditRecord, "partnerId" | "actorRole">): Promise<void> {
  await insertAuditRecords(trx, [{ ...record, at: new Date(), actor: "somebody", action: "mapping.saved", facts: {}, ip: null }]);
}

async function writtenBy(db: Db): Promise<string[]> {
  const rows = await db.selectFrom("audit_events").select(["partner_id", "actor_role"]).orderBy("id").execute();
  return rows.map((row) => `${row.partner_id ?? "none"} ${row.actor_role}`);
}

/** As where the migrating login is no superuser: `owner` runs statements as one that owns the table and is nothing else. */
async function ownedBySomebodyOrdinary(
  { database }: TestDatabase,
  work: (owner: (statements: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const role = `integrations_test_owner_${crypto.randomUUID().slice(0, 8)}`;
  await database.pool.query(
    `create role ${role} nologin; grant create on schema public to ${role}; alter table audit_events owner to ${role}`,
  );
  try {
    await work(async (statements) => {
      await database.pool.query(`begin; set local role ${role}; ${statements}; commit`);
    });
  } finally {
    await database.pool.query(`alter table audit_events owner to current_user; drop owned by ${role}; drop role ${role}`);
  }
}
