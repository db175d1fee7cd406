import { randomUUID } from "node:crypto";
import { describe, expect } from "vitest";
import { testWithDatabase as it, type TestDatabase } from "../testing/index.ts";
import { countPartnerHealth, listPartnerHealth, type HealthQuery, type PartnerHealth } from "./partner-health.repository.ts";

const NOW = new Date("2026-03-12T12:00:00Z");
const QUERY: HealthQuery = { sort: "worst", limit: 50, lateBefore: new Date("2026-03-12T06:00:00Z") };

interface NightSpec {
  readonly night: string;
  readonly status: "queued" | "held" | "succeeded" | "succeeded_with_problems" | "failed";
  readonly reasons?: readonly string[];
}

/** A partner as a row of the table: its status, and its nights from the first to the last. */
async function add(
  { database: { db } }: TestDatabase,
  name: string,
  status: "active" | "paused" | "attention" | null,
  nights: readonly NightSpec[] = [],
): Promise<string> {
  const partnerId = name.toLowerCase();
  await db.insertInto("partners").values({ id: partnerId, name }).execute();
  if (status === null) return "";
  const id = randomUUID();
  const connection = { id, partner_id: partnerId, provider_id: "psa", settings: "{}", secrets: "", status } as const;
  await db
    .insertInto("connections")
    .values({ ...connection, attention_reason: status === "attention" ? "credentials_refused" : null })
    .execute();
  for (const { night, status: how, reasons = [] } of nights) {
    const runId = randomUUID();
    const at = new Date(`${night}T02:00:00Z`);
    const isOver = how !== "queued" && how !== "held";
    await db
      .insertInto("runs")
      .values({
        id: runId,
        partner_id: partnerId,
        provider_id: "psa",
        connection_id: id,
        trigger: "nightly",
        status: how,
        night,
        reason: how === "failed" ? "unavailable" : null,
        counts: JSON.stringify({ skipped: reasons.length }),
        queued_at: at,
        due_at: at,
        finished_at: isOver ? at : null,
      })
      .execute();
    for (const [index, reason] of reasons.entries()) {
      await db
        .insertInto("run_changes")
        .values({ run_id: runId, position: index + 1, partner_id: partnerId, outcome: "skipped", reason })
        .execute();
    }
  }
  return id;
}

async function fill(testDatabase: TestDatabase): Promise<void> {
  await add(testDatabase, "Fine", "active", [{ night: "2026-03-12", status: "succeeded" }]);
  await add(testDatabase, "Never", null);
  await add(testDatabase, "Paused", "paused", [{ night: "2026-03-01", status: "failed" }]);
  const problems = ["agreement_ended", "line_removed", "agreement_ended"];
  const asking = await add(testDatabase, "Problems", "active", [
    { night: "2026-03-12", status: "succeeded_with_problems", reasons: problems },
  ]);
  await add(testDatabase, "Held", "active", [
    { night: "2026-03-11", status: "succeeded" },
    { night: "2026-03-12", status: "held", reasons: ["mass_drop"] },
  ]);
  await add(testDatabase, "Late", "active", [
    { night: "2026-03-11", status: "succeeded" },
    { night: "2026-03-12", status: "queued" },
  ]);
  await add(testDatabase, "Failing", "active", [
    { night: "2026-03-10", status: "succeeded" },
    { night: "2026-03-11", status: "failed" },
    { night: "2026-03-12", status: "failed" },
  ]);
  await add(testDatabase, "Attention", "attention", [{ night: "2026-03-12", status: "failed" }]);
  await testDatabase.database.db
    .insertInto("unmap_requests")
    .values({
      partner_id: "problems",
      provider_id: "psa",
      connection_id: asking,
      service_code: "shield",
      requested_by: "x",
      requested_at: NOW,
    })
    .execute();
}

const list = ({ server }: TestDatabase, query: Partial<HealthQuery> = {}) =>
  server.asSupport((trx) => listPartnerHealth(trx, { ...QUERY, ...query }));
const names = (rows: readonly PartnerHealth[]): string[] => rows.map(({ partnerName }) => partnerName);

describe("the health of all partners", () => {
  it("is told worst first, with what each row is about", async ({ testDatabase }) => {
    await fill(testDatabase);
    const rows = await list(testDatabase);
    expect(names(rows)).toEqual(["Attention", "Failing", "Late", "Held", "Problems", "Paused", "Fine", "Never"]);
    expect(rows.map(({ state }) => state)).toEqual(["attention", "failing", "late", "held", "problems", "paused", "fine", "none"]);
    const found = new Map(rows.map((row) => [row.partnerName, row]));
    expect(found.get("Attention")).toMatchObject({
      attentionReason: "credentials_refused",
      lastNight: { night: "2026-03-12", status: "failed" },
    });
    expect(found.get("Failing")).toMatchObject({ failedNights: 2, lastNight: { reason: "unavailable" } });
    expect(found.get("Late")).toMatchObject({ oldestNightNotDone: "2026-03-12", lastNight: { night: "2026-03-11", status: "succeeded" } });
    expect(found.get("Held")).toMatchObject({ heldRuns: 1, oldestNightNotDone: null, problems: 0, lastNight: { status: "held" } });
    expect(found.get("Problems")).toMatchObject({
      problems: 3,
      problemsByReason: [
        { reason: "agreement_ended", count: 2 },
        { reason: "line_removed", count: 1 },
      ],
      openRequests: 1,
    });
    expect(found.get("Never")).toMatchObject({ connectionId: null, providerId: null, status: null, lastNight: null });
  });

  it("is filtered, searched and counted", async ({ testDatabase }) => {
    await fill(testDatabase);
    expect(names(await list(testDatabase, { state: "held" }))).toEqual(["Held"]);
    expect(names(await list(testDatabase, { withRequests: true }))).toEqual(["Problems"]);
    expect(names(await list(testDatabase, { search: "AT" }))).toEqual(["Attention", "Late"]);
    expect(names(await list(testDatabase, { search: "%" }))).toEqual([]);
    expect(names(await list(testDatabase, { providerId: "other" }))).toEqual([]);
    const counts = await testDatabase.server.asSupport((trx) => countPartnerHealth(trx, QUERY));
    expect(counts).toMatchObject({
      total: 8,
      withRequests: 1,
      attention: 1,
      failing: 1,
      late: 1,
      held: 1,
      problems: 1,
      paused: 1,
      fine: 1,
      none: 1,
    });
  });

  it.for(["worst", "name", "night", "problems", "requests"] as const)(
    "is paged by %s without a gap or a repetition",
    async (sort, { testDatabase }) => {
      await fill(testDatabase);
      const all = names(await list(testDatabase, { sort }));
      const paged: string[] = [];
      for (let after: HealthQuery["after"]; ;) {
        const page = await list(testDatabase, { sort, limit: 3, after });
        paged.push(...names(page));
        if (page.length < 3) break;
        after = page.at(-1)?.position;
      }
      expect(paged).toEqual(all);
      expect(new Set(all).size).toBe(8);
      const first = { worst: "Attention", name: "Attention", night: "Never", problems: "Problems", requests: "Problems" } as const;
      expect(all[0]).toBe(first[sort]);
    },
  );

  it("is in sight in the scope of support alone", async ({ testDatabase }) => {
    await fill(testDatabase);
    const views = ["desk_runs", "desk_problems"] as const;
    for (const view of views) {
      expect(await testDatabase.server.asPartner("problems", (trx) => trx.selectFrom(view).selectAll().execute())).toEqual([]);
      expect(await testDatabase.server.asPlatform("problems", (trx) => trx.selectFrom(view).selectAll().execute())).toEqual([]);
      expect(await testDatabase.server.db.selectFrom(view).selectAll().execute()).toEqual([]);
      await expect(testDatabase.worker.db.selectFrom(view).selectAll().execute()).rejects.toThrow("permission denied");
      expect((await testDatabase.server.asSupport((trx) => trx.selectFrom(view).selectAll().execute())).length).toBeGreaterThan(0);
    }
    await expect(testDatabase.server.asSupport((trx) => trx.deleteFrom("desk_runs").execute())).rejects.toThrow("permission denied");
  });
});
