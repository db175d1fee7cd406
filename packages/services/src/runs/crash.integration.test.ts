import { Doom, doomedDatabase, testWithDatabase as it, type TestDatabase } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { startRun } from "./start-run.ts";
import { sweepRuns } from "./sweep-runs.ts";
import { doomSite } from "./testing/doom-site.ts";
import { FakeSite } from "./testing/fake-site.ts";
import { carryOn, told } from "./testing/run-it.ts";
import { createWorld, fakeContext, movableClock, type World } from "./testing/world.ts";
import { getRun } from "./view-runs.ts";

const MINUTE_MS = 60_000;

/** Two agreements with changes and a missing line each, one that is right, one that is over. */
async function someWork(testDatabase: TestDatabase): Promise<{ site: FakeSite; world: World }> {
  const site = new FakeSite();
  for (const id of ["A1", "A2", "A3"]) site.agreement(id);
  site.agreement("A4", { state: "expired" });
  for (const id of ["mail", "pro"]) site.product(id);
  site.line("A1", "mail", 1);
  site.line("A2", "mail", 2);
  site.line("A3", "mail", 7);
  site.line("A3", "pro", 7);
  const world = await createWorld(testDatabase.database, {
    mappings: { cloudfilter: "mail", bracket: "pro" },
    customers: ["A1", "A2", "A3", "A4"].map((agreementId) => ({
      id: `c-${agreementId}`,
      agreementId,
      quantities: { cloudfilter: 7, bracket: 7 },
    })),
    preferences: { concurrency: 1 },
  });
  return { site, world };
}

const RIGHT = ["A1/mail=7", "A1/pro=7", "A2/mail=7", "A2/pro=7", "A3/mail=7", "A3/pro=7"];
const RECORD = ["A1/mail 1>7 set", "A1/pro ->7 added", "A2/mail 2>7 set", "A2/pro ->7 added", "A4/c-A4 ->- skipped agreement_ended"];

/** The steps are shared out among so many tests, so that none of them lasts for long. */
const SHARES = [1, 2, 3, 4];

describe("a worker that dies at any step", () => {
  it.for(SHARES)(
    "leaves a run that another one ends rightly, without a doubled line and with a complete record (%d of 4)",
    async (share, { testDatabase }) => {
      const steps = await stepsOf(testDatabase);
      expect(steps.length).toBeGreaterThan(30);

      for (let at = share; at <= steps.length; at += SHARES.length) {
        const { site, world } = await someWork(testDatabase);
        const clock = movableClock();
        const { runId } = await startRun(fakeContext(testDatabase.serverAndWorker, site, clock), world.scope, { providerId: "fake-psa" });

        // The clock runs on, so that what the dead process still believes in is over.
        const doom = new Doom(at, () => clock.advance(2 * MINUTE_MS));
        const doomed = doomedDatabase(testDatabase.url, doom);
        doomSite(site, doom);
        await carryOn(fakeContext(doomed.database, site, clock), runId).catch(() => undefined);
        await doomed.bury();
        site.before = () => undefined;
        site.after = () => undefined;

        const context = fakeContext(testDatabase.serverAndWorker, site, clock);
        clock.advance(2 * MINUTE_MS);
        await sweepRuns(context);
        await carryOn(context, runId);

        const run = await getRun(context, world.scope, { runId });
        const moment = `${at}: ${steps[at - 1]}`;
        expect({ moment, standing: site.standing() }).toEqual({ moment, standing: RIGHT });
        expect({ moment, status: run.status, told: told(run) }).toEqual({ moment, status: "succeeded_with_problems", told: RECORD });
        expect({ moment, set: run.counts.set, added: run.counts.added }).toEqual({ moment, set: 2, added: 2 });
        const kept = await testDatabase.database.db
          .selectFrom("kept_lines")
          .selectAll()
          .where("partner_id", "=", world.partnerId)
          .execute();
        expect({ moment, kept: kept.length }).toEqual({ moment, kept: 6 });
      }
    },
  );
});

async function stepsOf(testDatabase: TestDatabase): Promise<readonly string[]> {
  const { site, world } = await someWork(testDatabase);
  const { runId } = await startRun(fakeContext(testDatabase.serverAndWorker, site), world.scope, { providerId: "fake-psa" });
  const doom = new Doom(Number.POSITIVE_INFINITY);
  const counted = doomedDatabase(testDatabase.url, doom);
  doomSite(site, doom);
  await carryOn(fakeContext(counted.database, site), runId);
  await counted.bury();
  return doom.steps;
}
