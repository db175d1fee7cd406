import { sql } from "kysely";
import { describe, expect } from "vitest";
import { createDatabase, type Trx } from "./client.ts";
import { testWithDatabase as it } from "./testing/index.ts";

describe("asPartner", () => {
  it("names the partner for its own transaction only, also on the same connection", async ({ testDatabase }) => {
    const database = createDatabase({ url: testDatabase.url, applicationName: "one connection", role: "owner", maxConnections: 1 });
    const seen = [
      await database.asPartner("p1", partnerOf),
      await database.transaction(partnerOf),
      await database.asPartner("p2", partnerOf),
      await database.transaction(partnerOf),
    ];
    expect(seen).toEqual(["p1", "", "p2", ""]);
    await database.close();
  });

  it("does not leak into a transaction beside it", async ({ testDatabase }) => {
    const { database } = testDatabase;
    await database.asPartner("p1", async (trx) => {
      expect(await database.asPartner("p2", partnerOf)).toBe("p2");
      expect(await partnerOf(trx)).toBe("p1");
    });
  });

  it("takes any id as it is", async ({ testDatabase }) => {
    const odd = `x'; drop table partners; -- "${"é".repeat(100)}`;
    expect(await testDatabase.database.asPartner(odd, partnerOf)).toBe(odd);
  });

  it("forgets the partner and the work when it fails", async ({ testDatabase }) => {
    const database = createDatabase({ url: testDatabase.url, applicationName: "one connection", role: "owner", maxConnections: 1 });
    const work = database.asPartner("p1", async (trx) => {
      await trx.insertInto("partners").values({ id: "p1", name: "One" }).execute();
      throw new Error("changed my mind");
    });
    await expect(work).rejects.toThrow("changed my mind");
    expect(await database.transaction(partnerOf)).toBe("");
    expect(await database.db.selectFrom("partners").selectAll().execute()).toEqual([]);
    await database.close();
  });
});

describe("values", () => {
  it("come as numbers and as days without a time zone", async ({ testDatabase }) => {
    const { rows } = await testDatabase.database.pool.query("select 42::bigint as whole, '2026-03-29'::date as day, now() as instant");
    expect(rows).toEqual([{ whole: 42, day: "2026-03-29", instant: expect.any(Date) }]);
  });
});

describe("a lost connection", () => {
  it("is reported and replaced, and does not end the process", async ({ testDatabase }) => {
    const errors: Error[] = [];
    const database = createDatabase({
      url: testDatabase.url,
      applicationName: "to be cut",
      role: "owner",
      onIdleError: (error) => errors.push(error),
    });
    const inUse = await database.pool.connect();
    const ended = new Promise<void>((resolve) => {
      inUse.once("end", resolve);
    });
    await database.db.selectFrom("services").select("code").execute();
    await testDatabase.database.pool.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'to be cut'");
    await ended;
    await expect.poll(() => database.pool.idleCount).toBe(0);
    expect(errors.map((error) => error.message)).toContain("terminating connection due to administrator command");
    inUse.release(true);
    expect(await database.db.selectFrom("bundle_members").select("service_code").execute()).toHaveLength(3);
    await database.close();
  });
});

async function partnerOf(trx: Trx): Promise<string | null> {
  const { rows } = await sql<{ partner: string | null }>`select current_setting('app.partner_id', true) as partner`.execute(trx);
  return rows[0]?.partner ?? null;
}
