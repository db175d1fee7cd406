import { isRunOver } from "@integrations/core";
import { Doom } from "@integrations/database/testing";
import { getRun, startRun, sweepRuns, workOnRun } from "@integrations/services";
import { describe, expect } from "vitest";
import { createMortalPlatform } from "../support/mortal-platform.ts";
import { PROVIDER_ID } from "../support/run-world/run-world.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";

const MINUTE_MS = 60_000;
const MOST_MINUTES = 5;

describe("a run whose worker dies", () => {
  // From before it was taken up to after its end was stored.
  it.for([1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40])(
    "at step %d is taken over within five minutes",
    async (step, { openWorld, testDatabase }) => {
      const world = await openWorld();
      await world.push();
      const { context, scope, clock } = world;
      const { runId } = await startRun(context, scope, { providerId: PROVIDER_ID });
      const isOver = async (): Promise<boolean> => isRunOver((await getRun(context, scope, { runId })).status);
      const signal = new AbortController().signal;

      const doom = new Doom(step);
      const mortal = createMortalPlatform({ databaseUrl: testDatabase.url, clock, site: world.simulator.site, doom });
      const working = workOnRun(mortal.context, { runId }, { signal, times: { tickMs: 5 } }).catch(() => undefined);
      await expect.poll(() => doom.dead, { timeout: 20_000 }).toBe(true);

      let minutes = 0;
      for (let woken = 0; woken === 0 && !(await isOver()); minutes += 1) {
        await clock.advance(MINUTE_MS);
        ({ woken } = await sweepRuns(context));
      }
      expect(minutes).toBeLessThanOrEqual(MOST_MINUTES);
      if (!(await isOver())) expect(await workOnRun(context, { runId }, { signal })).toMatchObject({ kind: "ended", status: "succeeded" });
      expect(world.standing()).toEqual(["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"]);
      await working;
      await mortal.bury();
    },
  );
});
