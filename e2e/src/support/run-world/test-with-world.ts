import { testWithDatabase } from "@integrations/database/testing";
import { openRunWorld, type RunWorld } from "./run-world.ts";
import type { WorldSetup } from "./world-setup.ts";

/**
 * `it` with an `openWorld` that makes a world over the test's own database, closed after the test.
 *
 * @example
 * it("sets what differs", async ({ openWorld }) => {
 *   const world = await openWorld();
 *   expect((await world.night()).told).toEqual(["alder FILTER 10>12 set", "cedar FILTER ->7 added"]);
 * });
 */
export const testWithWorld = testWithDatabase.extend("openWorld", async ({ testDatabase }, { onCleanup }) => {
  const worlds: RunWorld[] = [];
  onCleanup(async () => {
    await Promise.all(worlds.map((world) => world.close()));
  });
  return async (setup?: WorldSetup): Promise<RunWorld> => {
    const world = await openRunWorld(testDatabase.serverAndWorker, setup);
    worlds.push(world);
    return world;
  };
});
