import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { excludeCustomer, includeCustomer } from "../customers/exclude-customer.ts";
import { setZeroPolicy } from "../mappings/set-zero-policy.ts";
import { decideLine } from "./decide-line.ts";
import { FakeSite, siteError } from "./testing/fake-site.ts";
import { countsOf, runIt, told } from "./testing/run-it.ts";
import { createWorld, fakeContext, NOW } from "./testing/world.ts";

const HOUR_MS = 3_600_000;

function siteWith(...agreements: string[]): FakeSite {
  const site = new FakeSite();
  for (const id of agreements) site.agreement(id);
  for (const id of ["mail", "pro"]) site.product(id);
  return site;
}

describe("a run", () => {
  it("sets the sums of all customers, services and bundles, adds what is missing, and finds nothing to do the second time", async ({
    testDatabase,
  }) => {
    const site = siteWith("A1", "A2");
    site.line("A1", "mail", 3);
    site.line("A1", "other", 7);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail", safesend: "mail", bracket: "pro" },
      customers: [
        { id: "c1", agreementId: "A1", quantities: { cloudfilter: 2, safesend: 1 } },
        { id: "c2", agreementId: "A1", quantities: { "bracket-bundle": 10 } },
        { id: "c3", agreementId: "A2", quantities: {} },
      ],
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);

    const first = await runIt(context, world);
    expect(site.standing()).toEqual(["A1/mail=23", "A1/other=7", "A1/pro=10"]);
    expect(told(first)).toEqual(["A1/mail 3>23 set", "A1/pro ->10 added"]);
    expect(first).toMatchObject({ status: "succeeded", trigger: "manual", reason: null, startedAt: NOW, finishedAt: NOW });
    expect(countsOf(first)).toEqual({ agreements: 2, lines: 1, set: 1, added: 1 });
    expect(first.changes[0]).toMatchObject({
      agreementName: "Agreement A1",
      customers: [
        { customerId: "c1", name: "Customer c1" },
        { customerId: "c2", name: "Customer c2" },
      ],
      productIdentifier: "MAIL",
    });

    const second = await runIt(context, world);
    expect(second).toMatchObject({ status: "succeeded", changes: [] });
    expect(countsOf(second)).toEqual({ agreements: 2, lines: 2, unchanged: 2 });
    expect(site.writes()).toHaveLength(2);
  });

  it("leaves an excluded customer's lines as they are, and those of whoever shares its agreement, until it is included", async ({
    testDatabase,
  }) => {
    const site = siteWith("alone", "shared", "other");
    for (const id of ["alone", "shared", "other"]) site.line(id, "mail", 9);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: [
        { id: "out", agreementId: "alone", quantities: { cloudfilter: 0 } },
        { id: "with", agreementId: "shared", quantities: { cloudfilter: 2 } },
        { id: "without", agreementId: "shared", quantities: { cloudfilter: 3 } },
        { id: "else", agreementId: "other", quantities: { cloudfilter: 4 } },
      ],
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    const of = (customerId: string) => ({ providerId: "fake-psa", customerId });
    await excludeCustomer(context, world.scope, { ...of("out"), note: "Billed by hand" });
    const alone = await runIt(context, world);
    expect(told(alone)).toEqual(["alone/out ->- skipped customer_excluded", "other/mail 9>4 set", "shared/mail 9>5 set"]);
    // It is what the partner wants, so that nobody is called to look at it.
    expect(alone).toMatchObject({ status: "succeeded", counts: { skipped: 1, chosen: 1 } });

    await excludeCustomer(context, world.scope, of("without"));
    await world.push("with", { cloudfilter: 20 });
    const both = await runIt(context, world);
    expect(told(both)).toEqual([
      "alone/out ->- skipped customer_excluded",
      "shared ->- skipped agreement_has_excluded",
      "shared/without ->- skipped customer_excluded",
    ]);
    expect(both).toMatchObject({ status: "succeeded_with_problems", counts: { skipped: 3, chosen: 2 } });
    expect(site.standing()).toEqual(["alone/mail=9", "other/mail=4", "shared/mail=5"]);

    expect(await includeCustomer(context, world.scope, of("out"))).toEqual({ included: true });
    expect(await includeCustomer(context, world.scope, of("without"))).toEqual({ included: true });
    expect(await includeCustomer(context, world.scope, of("without"))).toEqual({ included: false });
    expect(told(await runIt(context, world))).toEqual(["alone/mail 9>0 set", "shared/mail 5>23 set"]);
  });

  it("leaves a line that would fall to 0 as its mapping says, and sets it once the partner has answered, once", async ({
    testDatabase,
  }) => {
    const site = siteWith("A1", "A2", "A3");
    for (const id of ["A1", "A2", "A3"]) site.line(id, "mail", 9);
    site.line("A3", "pro", 4);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail", bracket: "pro" },
      customers: ["A1", "A2", "A3"].map((id) => ({ id: `of-${id}`, agreementId: id, quantities: id === "A2" ? { cloudfilter: 2 } : {} })),
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    const zero = (service: string, zeroPolicy: "write" | "leave" | "ask") =>
      setZeroPolicy(context, world.scope, { providerId: "fake-psa", service, zeroPolicy });
    await zero("cloudfilter", "ask");
    await zero("bracket", "leave");
    const asked = await runIt(context, world);
    expect(told(asked)).toEqual([
      "A1/mail 9>0 skipped zero_asks",
      "A2/mail 9>2 set",
      "A3/mail 9>0 skipped zero_asks",
      "A3/pro 4>0 skipped zero_left",
    ]);
    expect(asked).toMatchObject({ status: "succeeded_with_problems", counts: { skipped: 3, chosen: 1 } });

    const of = (agreementId: string) => ({ providerId: "fake-psa", agreementId, productId: "mail" });
    await decideLine(context, world.scope, { ...of("A1"), decision: "set_zero" });
    await decideLine(context, world.scope, { ...of("A3"), decision: "leave" });
    const answered = await runIt(context, world);
    expect(told(answered)).toEqual(["A1/mail 9>0 set", "A3/pro 4>0 skipped zero_left"]);
    expect(answered).toMatchObject({ status: "succeeded", counts: { left: 1, chosen: 1 } });

    // An answer is for the one time: a count that comes back and falls again is asked about again.
    await world.push("of-A1", { cloudfilter: 5 });
    expect(told(await runIt(context, world))).toContain("A1/mail 0>5 set");
    await world.push("of-A1", {});
    expect(told(await runIt(context, world))).toContain("A1/mail 5>0 skipped zero_asks");
    await zero("cloudfilter", "write");
    expect(told(await runIt(context, world))).toEqual(["A1/mail 5>0 set", "A3/mail 9>0 set", "A3/pro 4>0 skipped zero_left"]);
  });

  it("tells why it left something alone, and does the rest", async ({ testDatabase }) => {
    const site = siteWith("fine", "shared", "stale");
    site.agreement("ended", { state: "cancelled" });
    site.agreement("past", { endsOn: "2026-03-09" });
    site.line("fine", "mail", 1);
    site.line("shared", "mail", 1);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: [
        { id: "ok", agreementId: "fine", quantities: { cloudfilter: 5 } },
        { id: "known", agreementId: "shared", quantities: { cloudfilter: 5 } },
        { id: "unknown", agreementId: "shared", quantities: null },
        { id: "old", agreementId: "stale", quantities: { cloudfilter: 5 }, observedAt: new Date(NOW.getTime() - 37 * HOUR_MS) },
        { id: "over", agreementId: "ended", quantities: { cloudfilter: 5 } },
        { id: "past", agreementId: "past", quantities: { cloudfilter: 5 } },
        { id: "gone", agreementId: "nowhere", quantities: { cloudfilter: 5 } },
      ],
    });
    const run = await runIt(fakeContext(testDatabase.serverAndWorker, site), world);
    expect(told(run)).toEqual([
      "ended/over ->- skipped agreement_ended",
      "fine/mail 1>5 set",
      "nowhere/gone ->- skipped agreement_not_found",
      "past/past ->- skipped agreement_ended",
      "shared/unknown ->- skipped quantities_missing",
      "stale/old ->- skipped quantities_stale",
    ]);
    expect(run.status).toBe("succeeded_with_problems");
    expect(site.standing()).toEqual(["fine/mail=5", "shared/mail=1"]);
  });

  it("asks for nothing where nothing is mapped or assigned", async ({ testDatabase }) => {
    const site = siteWith("A1");
    const unmapped = await createWorld(testDatabase.database, {
      mappings: {},
      customers: [{ id: "c1", agreementId: "A1", quantities: {} }],
    });
    const unassigned = await createWorld(testDatabase.database, { mappings: { cloudfilter: "mail" }, customers: [] });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    expect(await runIt(context, unmapped)).toMatchObject({ status: "succeeded", changes: [] });
    expect(await runIt(context, unassigned)).toMatchObject({ status: "succeeded", changes: [] });
    expect(site.calls).toEqual([]);
  });

  it("looks only at the agreement of one customer where it is for that one, with everybody on it", async ({ testDatabase }) => {
    const site = siteWith("A1", "A2");
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: [
        { id: "c1", agreementId: "A1", quantities: { cloudfilter: 1 } },
        { id: "c2", agreementId: "A1", quantities: { cloudfilter: 2 } },
        { id: "c3", agreementId: "A2", quantities: { cloudfilter: 4 } },
      ],
    });
    const run = await runIt(fakeContext(testDatabase.serverAndWorker, site), world, { customerId: "c2" });
    expect(run.customerId).toBe("c2");
    expect(site.standing()).toEqual(["A1/mail=3"]);
    expect(site.calls.filter((call) => call.agreementId === "A2")).toEqual([]);
  });

  it("writes nothing and remembers nothing as a preview", async ({ testDatabase }) => {
    const site = siteWith("A1");
    site.line("A1", "mail", 3);
    site.line("A1", "pro", 9);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail", bracket: "pro" },
      customers: [{ id: "c1", agreementId: "A1", quantities: { cloudfilter: 4, bracket: 9 } }],
    });
    const run = await runIt(fakeContext(testDatabase.serverAndWorker, site), world, { preview: true });
    expect(told(run)).toEqual(["A1/mail 3>4 planned"]);
    expect(run).toMatchObject({ status: "succeeded", trigger: "preview" });
    expect(site.writes()).toEqual([]);
    expect(await testDatabase.database.db.selectFrom("kept_lines").selectAll().execute()).toEqual([]);
  });
});

describe("a line kept from earlier runs", () => {
  it("is not added again after somebody removed it, until the partner says so", async ({ testDatabase }) => {
    const site = siteWith("A1");
    const line = site.line("A1", "mail", 4);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: [{ id: "c1", agreementId: "A1", quantities: { cloudfilter: 4 } }],
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    await runIt(context, world);
    line.cancelledOn = "2026-03-01";

    const after = await runIt(context, world);
    expect(told(after)).toEqual(["A1/mail ->4 skipped line_removed"]);
    expect(site.writes()).toEqual([]);

    const key = { providerId: "fake-psa", agreementId: "A1", productId: "mail" };
    await expect(decideLine(context, world.scope, { ...key, decision: "set_zero" })).rejects.toMatchObject({ reason: "invalid_input" });
    await decideLine(context, world.scope, { ...key, decision: "leave" });
    expect(await runIt(context, world)).toMatchObject({ status: "succeeded", changes: [], counts: { left: 1 } });

    await decideLine(context, world.scope, { ...key, decision: "add_again" });
    expect(told(await runIt(context, world))).toEqual(["A1/mail ->4 added"]);
    expect(site.standing()).toEqual(["A1/mail=4"]);
    const kept = await testDatabase.database.db.selectFrom("kept_lines").selectAll().executeTakeFirstOrThrow();
    expect(kept).toMatchObject({ decision: null, decided_at: null, written_quantity: 4 });
  });

  it("is told as orphaned once nobody asks for it, and set to 0 or left as the partner chooses", async ({ testDatabase }) => {
    const site = siteWith("A1", "A2");
    site.line("A1", "mail", 4);
    site.line("A2", "mail", 6);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: [
        { id: "c1", agreementId: "A1", quantities: { cloudfilter: 4 } },
        { id: "c2", agreementId: "A2", quantities: { cloudfilter: 6 } },
      ],
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    await runIt(context, world);
    await testDatabase.database.db.updateTable("mappings").set({ product_id: "pro" }).execute();
    await testDatabase.database.db.deleteFrom("assignments").where("customer_id", "=", "c2").execute();

    expect(told(await runIt(context, world))).toEqual([
      "A1/mail 4>- skipped line_orphaned",
      "A1/pro ->4 added",
      "A2/mail 6>- skipped line_orphaned",
    ]);
    const of = (agreementId: string) => ({ providerId: "fake-psa", agreementId, productId: "mail" });
    await expect(decideLine(context, world.scope, { ...of("A1"), decision: "add_again" })).rejects.toMatchObject({
      reason: "invalid_input",
    });
    await decideLine(context, world.scope, { ...of("A1"), decision: "set_zero" });
    await decideLine(context, world.scope, { ...of("A2"), decision: "leave" });
    expect(told(await runIt(context, world))).toEqual(["A1/mail 4>0 set"]);
    expect(site.standing()).toEqual(["A1/mail=0", "A1/pro=4", "A2/mail=6"]);
    expect(await runIt(context, world)).toMatchObject({ changes: [], counts: { left: 1 } });
    const kept = await testDatabase.database.db
      .selectFrom("kept_lines")
      .select(["agreement_id", "product_id"])
      .orderBy("agreement_id")
      .execute();
    expect(kept).toEqual([
      { agreement_id: "A1", product_id: "pro" },
      { agreement_id: "A2", product_id: "mail" },
    ]);
  });

  it("is nobody's to decide about where none is known", async ({ testDatabase }) => {
    const world = await createWorld(testDatabase.database, { mappings: {}, customers: [] });
    const context = fakeContext(testDatabase.serverAndWorker, siteWith());
    const input = { providerId: "fake-psa", agreementId: "A1", productId: "mail", decision: "leave" } as const;
    await expect(decideLine(context, world.scope, input)).rejects.toMatchObject({ reason: "not_found" });
  });
});

describe("trouble with one write", () => {
  it("is told with that write and stops no other", async ({ testDatabase }) => {
    const site = siteWith("A1", "A2", "A3", "A4", "A5");
    for (const id of ["A1", "A2", "A3", "A4", "A5"]) site.line(id, "mail", 1);
    site.before = ({ verb, agreementId }) => {
      if (verb === "readLines" && agreementId === "A1") throw siteError({ code: "permission_missing" });
      if (verb !== "setQuantity") return;
      if (agreementId === "A2") throw siteError({ code: "rejected", detail: "No.\u0000" });
      if (agreementId === "A3") throw siteError({ code: "conflict", reason: "write_not_confirmed", effect: "unknown" });
      if (agreementId === "A4")
        site.lines.splice(
          site.lines.findIndex((line) => line.agreementId === "A4"),
          1,
        );
    };
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: ["A1", "A2", "A3", "A4", "A5"].map((agreementId) => ({
        id: `c-${agreementId}`,
        agreementId,
        quantities: { cloudfilter: 8 },
      })),
    });
    const run = await runIt(fakeContext(testDatabase.serverAndWorker, site), world);
    expect(told(run)).toEqual([
      "A1/c-A1 ->- skipped permission_missing",
      "A2/mail 1>8 failed rejected",
      "A3/mail 1>8 failed write_not_confirmed",
      "A4/mail 1>8 failed conflict",
      "A5/mail 1>8 set",
    ]);
    expect(run.status).toBe("succeeded_with_problems");
    expect(run.changes.find((change) => change.agreementId === "A2")?.detail).toBe("No.");
  });

  it("is none where the answer of a change was lost and the change is there", async ({ testDatabase }) => {
    const site = siteWith("A1");
    site.line("A1", "mail", 1);
    site.after = ({ verb }) => {
      if (verb === "setQuantity") throw siteError({ code: "timeout", effect: "unknown" });
    };
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: [{ id: "c1", agreementId: "A1", quantities: { cloudfilter: 8 } }],
    });
    const run = await runIt(fakeContext(testDatabase.serverAndWorker, site), world);
    expect(run.status).toBe("succeeded");
    expect(told(run)).toEqual(["A1/mail 1>8 set"]);
  });

  it("is told where the provider's answer shows another quantity, and the next run tries again", async ({ testDatabase }) => {
    const site = siteWith("A1", "A2");
    site.line("A1", "mail", 1);
    site.lie = ({ verb, agreementId }, truth) => {
      if (verb === "setQuantity") return { lineId: site.lines[0]?.id, quantity: 1 };
      if (verb === "addLine" && agreementId === "A2") return { ...(truth as object), quantity: 7 };
      return truth;
    };
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: ["A1", "A2"].map((agreementId) => ({ id: `c-${agreementId}`, agreementId, quantities: { cloudfilter: 8 } })),
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    expect(told(await runIt(context, world))).toEqual(["A1/mail 1>8 failed write_not_confirmed", "A2/mail ->8 failed write_not_confirmed"]);
    // Whatever the answer said, both are ours from now on.
    const kept = await testDatabase.database.db
      .selectFrom("kept_lines")
      .select(["agreement_id", "written_quantity"])
      .orderBy("agreement_id")
      .execute();
    expect(kept).toEqual([
      { agreement_id: "A1", written_quantity: null },
      { agreement_id: "A2", written_quantity: null },
    ]);
  });
});
