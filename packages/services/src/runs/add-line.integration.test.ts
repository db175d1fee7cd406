import type { ProviderErrorCode } from "@integrations/core";
import { testWithDatabase as it, type TestDatabase } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { FakeSite, siteError } from "./testing/fake-site.ts";
import { runIt, told } from "./testing/run-it.ts";
import { createWorld, fakeContext, type FakeContext, type World } from "./testing/world.ts";

async function missingLine(testDatabase: TestDatabase): Promise<{ site: FakeSite; world: World; context: FakeContext }> {
  const site = new FakeSite();
  site.agreement("A1");
  site.product("mail");
  const world = await createWorld(testDatabase.database, {
    mappings: { cloudfilter: "mail" },
    customers: [{ id: "c1", agreementId: "A1", quantities: { cloudfilter: 8 } }],
  });
  return { site, world, context: fakeContext(testDatabase.serverAndWorker, site) };
}

/** Fails the first tries at adding a line; with or without their effect. */
function failAdds(site: FakeSite, moment: "before" | "after", code: ProviderErrorCode, times: number): void {
  let left = times;
  site[moment] = ({ verb }) => {
    if (verb !== "addLine" || left === 0) return;
    left -= 1;
    throw siteError({ code, effect: "unknown" });
  };
}

const adds = (site: FakeSite): number => site.calls.filter((call) => call.verb === "addLine").length;

describe("a line whose answer was lost", () => {
  it.for(["timeout", "unavailable", "invalid_response"] as const)(
    "is found and taken for added after %s, and not added twice",
    async (code, { testDatabase }) => {
      const { site, world, context } = await missingLine(testDatabase);
      failAdds(site, "after", code, 9);
      const run = await runIt(context, world);
      expect(told(run)).toEqual(["A1/mail ->8 added"]);
      expect(run.status).toBe("succeeded");
      expect(site.standing()).toEqual(["A1/mail=8"]);
      expect(await runIt(context, world)).toMatchObject({ changes: [] });
    },
  );

  it("is added again where the request was cut off before it had an effect", async ({ testDatabase }) => {
    const { site, world, context } = await missingLine(testDatabase);
    failAdds(site, "before", "unavailable", 2);
    expect(told(await runIt(context, world))).toEqual(["A1/mail ->8 added"]);
    expect(site.standing()).toEqual(["A1/mail=8"]);
    expect(context.clock.sleeps).toEqual([1_000, 3_000, 8_000, 15_000, 1_000, 3_000, 8_000, 15_000]);
  });

  it("is not asked for a fourth time", async ({ testDatabase }) => {
    const { site, world, context } = await missingLine(testDatabase);
    let tries = 0;
    site.before = ({ verb }) => {
      if (verb !== "addLine") return;
      tries += 1;
      throw siteError({ code: "unavailable", effect: "unknown" });
    };
    expect(told(await runIt(context, world))).toEqual(["A1/mail ->8 failed add_not_confirmed"]);
    expect(tries).toBe(3);
  });

  it("is not added again after a timeout, since it may still come; the next run finds it", async ({ testDatabase }) => {
    const { site, world, context } = await missingLine(testDatabase);
    failAdds(site, "before", "timeout", 1);
    const run = await runIt(context, world);
    expect(told(run)).toEqual(["A1/mail ->8 failed add_not_confirmed"]);
    expect(run.status).toBe("succeeded_with_problems");
    expect(adds(site)).toBe(0);
    site.line("A1", "mail", 8);
    expect(await runIt(context, world)).toMatchObject({ status: "succeeded", changes: [] });
    expect(site.standing()).toEqual(["A1/mail=8"]);
  });

  it("may be late by a look or two", async ({ testDatabase }) => {
    const { site, world, context } = await missingLine(testDatabase);
    let looks = 0;
    site.before = ({ verb }) => {
      if (verb === "addLine") throw siteError({ code: "timeout", effect: "unknown" });
      if (verb === "readLines") looks += 1;
      // The plan's look, the one before adding, and two after it.
      if (looks === 4) site.line("A1", "mail", 8);
    };
    expect(told(await runIt(context, world))).toEqual(["A1/mail ->8 added"]);
    expect(site.standing()).toEqual(["A1/mail=8"]);
  });
});

describe("a line that a person adds between the plan and the write", () => {
  it("is not doubled, and nothing is told where it is right", async ({ testDatabase }) => {
    const { site, world, context } = await missingLine(testDatabase);
    addBeforeLook(site, 8);
    const run = await runIt(context, world);
    expect(run).toMatchObject({ status: "succeeded", changes: [] });
    expect(site.standing()).toEqual(["A1/mail=8"]);
    expect(site.writes()).toEqual([]);
  });

  it("is set where its quantity is another one", async ({ testDatabase }) => {
    const { site, world, context } = await missingLine(testDatabase);
    addBeforeLook(site, 2);
    expect(told(await runIt(context, world))).toEqual(["A1/mail 2>8 set"]);
    expect(site.standing()).toEqual(["A1/mail=8"]);
  });

  it("is left alone where there are two of them", async ({ testDatabase }) => {
    const { site, world, context } = await missingLine(testDatabase);
    addBeforeLook(site, 2, 3);
    expect(told(await runIt(context, world))).toEqual(["A1/mail ->8 skipped several_lines"]);
    expect(site.standing()).toEqual(["A1/mail=2", "A1/mail=3"]);
  });
});

function addBeforeLook(site: FakeSite, ...quantities: number[]): void {
  let looks = 0;
  site.before = ({ verb }) => {
    if (verb !== "readLines") return;
    looks += 1;
    if (looks === 2) for (const quantity of quantities) site.line("A1", "mail", quantity);
  };
}
