import { REASON_CODES } from "@integrations/core";
import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { createApiFixture, pushAndEnable, pushSample, PSA } from "../testing/api-fixture.ts";
import { expectRefusal } from "../testing/refusal.ts";

describe("runs", () => {
  it("are started, seen and dropped", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const { runId } = await partner.runs.start({ providerId: PSA });
    expect(await partner.runs.start({ providerId: PSA })).toEqual({ runId });
    expect(await partner.runs.get({ runId })).toMatchObject({
      id: runId,
      status: "queued",
      trigger: "manual",
      startedAt: null,
      finishedAt: null,
      reason: null,
      requestedBy: "user-of-p1",
      counts: { set: 0 },
      changes: [],
    });
    await expectRefusal(partner.runs.release({ runId }), "CONFLICT", "run_not_held");
    expect(await partner.runs.cancel({ runId })).toEqual({ runId });
    expect(await partner.runs.get({ runId })).toMatchObject({ status: "cancelled", reason: "run_cancelled" });
    await expectRefusal(partner.runs.cancel({ runId }), "CONFLICT", "run_finished");
    await expectRefusal(partner.runs.release({ runId }), "CONFLICT", "run_finished");
    const actions = (await partner.audit.list()).items.map((item) => item.action);
    expect(actions.slice(0, 2)).toEqual(["run.cancelled", "run.started"]);
  });

  it("are listed newest first, a page at a time, with their changes apart", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const started: string[] = [];
    for (let minute = 0; minute < 5; minute += 1) {
      api.setNow(`2026-03-10T13:0${minute}:00Z`);
      const { runId } = await partner.runs.start({ providerId: PSA, preview: minute % 2 === 0 });
      await partner.runs.cancel({ runId });
      started.unshift(runId);
    }
    const first = await partner.runs.list({ providerId: PSA, limit: 3 });
    const second = await partner.runs.list({ providerId: PSA, limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map((run) => run.id)).toEqual(started);
    expect(second.nextCursor).toBeUndefined();
    await expectRefusal(partner.runs.list({ providerId: PSA, cursor: "garbage" }), "BAD_REQUEST", "invalid_input");
    const [runId = ""] = started;
    const rows = Array.from({ length: 3 }, (_, index) => ({
      run_id: runId,
      position: index + 1,
      partner_id: "p1",
      agreement_id: "100",
      product_id: "10",
      before: index,
      after: index + 1,
      outcome: "set" as const,
    }));
    await testDatabase.database.db.insertInto("run_changes").values(rows).execute();
    const page = await partner.runs.get({ runId, changesLimit: 2 });
    expect(page.changes).toMatchObject([
      { agreementId: "100", productId: "10", before: 0, after: 1, outcome: "set", reason: null, sentence: null },
      { before: 1 },
    ]);
    const rest = await partner.runs.get({ runId, changesLimit: 2, changesCursor: page.nextChangesCursor });
    expect(rest.changes).toMatchObject([{ before: 2 }]);
    expect(rest.nextChangesCursor).toBeUndefined();
  });

  it("are not found by ids that are none", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    for (const runId of ["1", "not-a-uuid", "00000000-0000-4000-8000-000000000000", "'; --"]) {
      await expectRefusal(partner.runs.get({ runId }), "NOT_FOUND", "not_found");
      await expectRefusal(partner.runs.cancel({ runId }), "NOT_FOUND", "not_found");
      await expectRefusal(partner.runs.release({ runId }), "NOT_FOUND", "not_found");
    }
    await expectRefusal(partner.runs.start({ providerId: PSA, customerId: "c9" }), "NOT_FOUND", "not_found");
    await expectRefusal(partner.runs.start({ providerId: "other" }), "NOT_FOUND", "not_found");
    await expectRefusal(api.partner("p2").runs.start({ providerId: PSA }), "PRECONDITION_FAILED", "not_enabled");
  });
});

describe("lines.decide", () => {
  it("takes a choice about a line that is remembered, and no other", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const { id } = await testDatabase.database.db.selectFrom("connections").select("id").executeTakeFirstOrThrow();
    const kept = { connection_id: id, partner_id: "p1", agreement_id: "100", product_id: "10", line_id: "5" };
    await testDatabase.database.db.insertInto("kept_lines").values(kept).execute();
    const decide = (given: object) =>
      partner.lines.decide({ providerId: PSA, agreementId: "100", productId: "10", decision: "set_zero", ...given });
    expect(await decide({})).toEqual({ agreementId: "100", productId: "10", decision: "set_zero" });
    await expectRefusal(decide({ decision: "add_again" }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(decide({ productId: "11" }), "NOT_FOUND", "not_found");
    await expectRefusal(decide({ decision: "burn" }), "BAD_REQUEST", "invalid_input");
    const row = await testDatabase.database.db.selectFrom("kept_lines").select("decision").executeTakeFirstOrThrow();
    expect(row).toEqual({ decision: "set_zero" });
  });
});

describe("support.partners", () => {
  it("finds partners by name and id, page by page, with their integrations", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushAndEnable(api);
    await api.platform.platform.putPartners({
      partners: Array.from({ length: 60 }, (_, index) => ({ id: `x${index}`, name: "Same Name" })),
    });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await api.support.support.partners({ cursor });
      seen.push(...page.items.map((item) => item.partnerId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(62);
    expect(seen).toHaveLength(62);
    expect(await api.support.support.partners({ search: "first" })).toEqual({
      items: [
        { partnerId: "p1", name: "First Partner", timeZone: "Pacific/Auckland", integrations: [{ providerId: PSA, status: "active" }] },
      ],
    });
    expect((await api.support.support.partners({ search: "P2" })).items).toMatchObject([{ partnerId: "p2", integrations: [] }]);
    expect((await api.support.support.partners({ search: "%" })).items).toEqual([]);
    await expectRefusal(api.support.support.partners({ cursor: "garbage" }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(api.support.support.unmapRequests({ cursor: "garbage" }), "BAD_REQUEST", "invalid_input");
  });
});

describe("support.health", () => {
  it("tells how partners stand, by state, with how many there are of each, page by page", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await partner.mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId: "10" }] });
    await partner.mapping.requestUnmap({ providerId: PSA, service: "shield" });
    expect(await api.support.support.health()).toEqual({
      items: [
        {
          partnerId: "p1",
          partnerName: "First Partner",
          providerId: PSA,
          status: "active",
          attentionReason: null,
          state: "fine",
          lastNight: null,
          failedNights: 0,
          problems: 0,
          problemsByReason: [],
          oldestNightNotDone: null,
          heldRuns: 0,
          openRequests: 1,
        },
        expect.objectContaining({ partnerId: "p2", providerId: null, status: "inactive", state: "none" }),
      ],
    });
    expect(await api.support.support.healthCounts()).toMatchObject({ total: 2, fine: 1, none: 1, withRequests: 1, attention: 0 });
    expect((await api.support.support.health({ state: "fine", withRequests: true })).items).toHaveLength(1);
    expect((await api.support.support.health({ search: "second" })).items).toMatchObject([{ partnerId: "p2" }]);
    const first = await api.support.support.health({ limit: 1, sort: "name" });
    const second = await api.support.support.health({ limit: 1, sort: "name", cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ partnerId }) => partnerId)).toEqual(["p1", "p2"]);
    expect(second.nextCursor).toBeUndefined();
    await expectRefusal(api.support.support.health({ cursor: "garbage" }), "BAD_REQUEST", "invalid_input");
    const views = await testDatabase.database.db
      .selectFrom("audit_events")
      .select("facts")
      .where("action", "=", "support.viewed")
      .execute();
    expect(views.map(({ facts }) => facts["procedure"])).toEqual(["support.health", "support.healthCounts"]);
  });
});

describe("audit.list", () => {
  it("pages from the newest to the oldest", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    for (let times = 0; times < 5; times += 1) {
      await api.platform.platform.putCustomers({ partnerId: "p1", customers: [{ id: "c1", name: `Alpha ${times}` }] });
    }
    const partner = api.partner("p1");
    const first = await partner.audit.list({ limit: 4 });
    const second = await partner.audit.list({ limit: 4, cursor: first.nextCursor });
    const ids = [...first.items, ...second.items].map((item) => Number(item.id));
    expect(ids).toHaveLength(7);
    expect(ids).toEqual(ids.toSorted((one, other) => other - one));
    expect(second.nextCursor).toBeUndefined();
    await expectRefusal(partner.audit.list({ cursor: "garbage" }), "BAD_REQUEST", "invalid_input");
  });
});

describe("reasons.list", () => {
  it("is the closed list, each with a sentence and a next step", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const reasons = await api.as({ role: "support" }).reasons.list();
    expect(reasons.map((each) => each.reason)).toEqual(REASON_CODES);
    expect(reasons.every((each) => each.sentence.endsWith(".") && each.nextStep.endsWith("."))).toBe(true);
  });
});
