import { testWithDatabase } from "@integrations/database/testing";
import { openAutotaskWorld, openBothWorlds, openRunWorld, type AutotaskWorld, type BothWorlds, type RunWorld } from "./run-world.ts";
import type { PlainSetup, WorldSetup } from "./world-setup.ts";

interface Open {
  (setup?: WorldSetup): Promise<RunWorld>;
  /** The partner has an Autotask in place of the ConnectWise. */
  autotask(setup?: PlainSetup): Promise<AutotaskWorld>;
  /** The partner has both. */
  both(setup?: PlainSetup): Promise<BothWorlds>;
}

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
  const worlds: Array<{ close(): Promise<void> }> = [];
  onCleanup(async () => {
    await Promise.all(worlds.map((world) => world.close()));
  });
  const kept = async <World extends { close(): Promise<void> }>(opening: Promise<World>): Promise<World> => {
    const world = await opening;
    worlds.push(world);
    return world;
  };
  const database = testDatabase.serverAndWorker;
  return Object.assign((setup?: WorldSetup) => kept(openRunWorld(database, setup)), {
    autotask: (setup?: PlainSetup) => kept(openAutotaskWorld(database, setup)),
    both: (setup?: PlainSetup) => kept(openBothWorlds(database, setup)),
  }) satisfies Open;
});
