import { sql, type CompiledQuery } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, Db, Trx } from "../client.ts";
import { listAuditRecords } from "../repositories/audit.repository.ts";
import { listCustomers } from "../repositories/customer-list.repository.ts";
import { loadRunInput } from "../repositories/run-input.repository.ts";
import { listLostRuns } from "../repositories/run-lease.repository.ts";
import { listRuns } from "../repositories/run.repository.ts";
import { listUnbilledCustomers } from "../repositories/unbilled.repository.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";

const PARTNER = "p7";
const AT = new Date("2026-03-10T12:00:00Z");

/** Row security must cost no index: the planner asks one only for conditions it may check before the policy. */
describe("the plan of a query past row security", () => {
  let testDatabase: TestDatabase;
  let connectionId: string;
  let lastRunId: string;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    const { db } = testDatabase.database;
    await sql`insert into partners (id, name) select 'p' || p, 'Partner' from generate_series(1, 40) p`.execute(db);
    await sql`
      insert into customers (partner_id, id, name)
      select 'p' || p, 'c' || c, 'Customer ' || md5(p || '-' || c) from generate_series(1, 40) p, generate_series(1, case p when 7 then 4000 else 300 end) c`.execute(
      db,
    );
    await sql`
      insert into quantity_snapshots (partner_id, customer_id, observed_at, quantities)
      select partner_id, id, now(), '{"shield": 3}' from customers`.execute(db);
    await sql`
      insert into connections (partner_id, provider_id, status, settings, secrets)
      select id, 'psa', 'active', '{}', 'sealed' from partners`.execute(db);
    await sql`
      insert into assignments (connection_id, partner_id, customer_id, company_id, company_name, agreement_id, agreement_name)
      select n.id, c.partner_id, c.id, c.id, 'Company', c.id, 'Agreement' from customers c join connections n using (partner_id)`.execute(
      db,
    );
    await sql`
      insert into runs (partner_id, provider_id, connection_id, trigger, status, queued_at)
      select partner_id, 'psa', id, 'manual', 'succeeded', now() - n * interval '1 hour'
      from connections, generate_series(1, case partner_id when 'p7' then 2000 else 200 end) n`.execute(db);
    await sql`
      insert into audit_events (partner_id, actor, actor_role, action)
      select 'p' || case n % 100 when 0 then 7 else 8 + n % 30 end, 'x', 'partner', 'mapping.saved' from generate_series(1, 30000) n`.execute(
      db,
    );
    await sql`analyze`.execute(db);
    connectionId = (await db.selectFrom("connections").select("id").where("partner_id", "=", PARTNER).executeTakeFirstOrThrow()).id;
    lastRunId = (await db.selectFrom("runs").select("id").where("partner_id", "=", PARTNER).limit(1).executeTakeFirstOrThrow()).id;
  });
  afterAll(() => testDatabase.drop());

  it.each(["name", "-name"] as const)("reads a later page of customers sorted by %s from where it begins", async (sort) => {
    const after = { sortKey: "customer 8", id: "c1" };
    const nodes = await planOf(testDatabase.server, PARTNER, (trx) =>
      listCustomers(trx, { partnerId: PARTNER, connectionId, sort, after, limit: 50 }),
    );
    const page = nodes.find((node) => node["Index Name"] === "customers_by_sort_name");
    expect(page?.["Index Cond"]).toMatch(/partner_id = 'p7'.*ROW\(sort_name, id\) [<>]/);
    const readWhole = nodes.filter((node) => node["Node Type"] === "Seq Scan").map((node) => node["Relation Name"]);
    for (const table of ["customers", "assignments", "quantity_snapshots", "runs"]) expect(readWhole).not.toContain(table);
  });

  it.each([undefined, "not_assigned", "quantities_stale"] as const)(
    "reads a later page of what is not billed (%s) by size, without adding up or sorting",
    async (cause) => {
      const query = { partnerId: PARTNER, connectionId, cause, staleBefore: AT, after: { units: 3, id: "c5" }, limit: 50 };
      const nodes = await planOf(testDatabase.server, PARTNER, (trx) => listUnbilledCustomers(trx, query));
      const page = nodes.find((node) => node["Index Name"] === "quantity_snapshots_by_units");
      expect(page?.["Index Cond"]).toMatch(/partner_id = 'p7'.*ROW\(units, customer_id\) </);
      expect(nodes.map((node) => node["Node Type"])).not.toContain("Sort");
      const readWhole = nodes.filter((node) => node["Node Type"] === "Seq Scan").map((node) => node["Relation Name"]);
      for (const table of ["customers", "assignments", "quantity_snapshots"]) expect(readWhole).not.toContain(table);
    },
  );

  it("reads a page of runs in their order", async () => {
    const after = { queuedAt: AT, id: lastRunId };
    const nodes = await planOf(testDatabase.server, PARTNER, (trx) =>
      listRuns(trx, { partnerId: PARTNER, providerId: "psa", after, limit: 30 }),
    );
    expect(nodes.map((node) => node["Node Type"])).not.toContain("Sort");
    expect(nodes.find((node) => node["Index Name"] === "runs_by_partner")?.["Index Cond"]).toContain("ROW(queued_at, id)");
  });

  it("reads a page of the audit in its order", async () => {
    const nodes = await planOf(testDatabase.server, PARTNER, (trx) =>
      listAuditRecords(trx, { partnerId: PARTNER, beforeId: "25000", limit: 10 }),
    );
    expect(nodes.map((node) => node["Node Type"])).not.toContain("Sort");
    expect(nodes.find((node) => node["Index Name"] === "audit_events_by_partner")?.["Index Cond"]).toContain("id < ");
  });

  it.each(["customers", "quantity_snapshots", "assignments", "runs", "audit_events"])(
    "finds a partner's %s by an index where nothing else is asked",
    async (table) => {
      const nodes = await planOf(testDatabase.server, PARTNER, (trx) => sql`select * from ${sql.table(table)}`.execute(trx));
      expect(nodes.map((node) => node["Node Type"])).not.toContain("Seq Scan");
      expect(nodes.some((node) => node["Index Cond"]?.includes("app.partner_id"))).toBe(true);
    },
  );

  it.each<[string, (db: Db) => Promise<unknown>]>([
    ["what a run is computed from", (db) => loadRunInput(db, { connectionId, customerId: null })],
    ["what one customer's run is computed from", (db) => loadRunInput(db, { connectionId, customerId: "c5" })],
    ["runs that nobody works on", (db) => listLostRuns(db, { now: AT, dueBefore: AT, limit: 10 })],
  ])("is the same for the worker as without row security: %s", async (_name, ask) => {
    const { worker, database } = testDatabase;
    expect(await planOf(worker, null, ask)).toEqual(await planOf(database, null, ask));
  });
});

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The plan of the statement a function sends, node by node, as it is made for it in its scope. */
async function planOf(database: Database, partnerId: string | null, ask: (trx: Trx) => Promise<unknown>): Promise<PlanNode[]> {
  const explain = async (trx: Trx): Promise<PlanNode[]> => {
    const sent: CompiledQuery[] = [];
    const overheard = trx.withPlugin({
      transformQuery: ({ node, queryId }) => {
        sent.push(trx.getExecutor().compileQuery(node, queryId));
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    await ask(overheard);
    const [statement] = sent;
    if (statement === undefined) throw new Error("Nothing was asked.");
    const { rows } = await trx.executeQuery<{ "QUERY PLAN": ReadonlyArray<{ readonly Plan: PlanNode }> }>({
      ...statement,
      sql: `explain (format json, costs off) ${statement.sql}`,
    });
    return rows.flatMap((row) => row["QUERY PLAN"]).flatMap(({ Plan }) => nodesOf(Plan));
  };
  return partnerId === null ? await database.transaction(explain) : await database.asPartner(partnerId, explain);
}

function nodesOf({ Plans = [], ...node }: PlanNode): PlanNode[] {
  return [node, ...Plans.flatMap(nodesOf)];
}
