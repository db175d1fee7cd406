import { DEFAULT_KEYS, type LoggedRequest } from "@integrations/connectwise-simulator";
import {
  enableConnection,
  pauseConnection,
  removeConnection,
  resumeConnection,
  savePreferences,
  updateConnection,
} from "@integrations/services";
import { describe, expect } from "vitest";
import { ALL_WELL } from "../faults/fault-row.ts";
import { MOMENTS, momentOf, type Night } from "../support/run-world/night.ts";
import { createPlatform } from "../support/run-world/platform.ts";
import { PROVIDER_ID, type RunWorld } from "../support/run-world/run-world.ts";
import { COMPANY_ID } from "../support/run-world/site.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP } from "../support/run-world/world-setup.ts";

/** One call at a time, so that nothing else is under way while the n-th one is. */
const SETUP = { ...PLAIN_SETUP, preferences: { concurrency: 1 } };
/** A plain night has eight requests: agreements, products, lines of three, the write, the look, the new line. */
const REQUESTS = [1, 2, 3, 4, 5, 6, 7, 8];
/** Longer than a look at the connection counts as fresh. */
const A_WHILE_MS = 3_000;
/** Longer than between two beats of a run's heart. */
const A_MINUTE_MS = 60_000;

interface TakenAway {
  readonly by: string;
  readonly act: (world: RunWorld) => Promise<unknown>;
  readonly undo: (world: RunWorld) => Promise<unknown>;
}

const WAYS: readonly TakenAway[] = [
  {
    by: "a removal",
    act: ({ context, scope }) => removeConnection(context, scope, PROVIDER_ID),
    undo: async (world) => {
      const { context, scope } = world;
      const config = { companyId: COMPANY_ID, ...DEFAULT_KEYS, useCustomSite: false };
      await enableConnection(context, scope, { providerId: PROVIDER_ID, config }, new AbortController().signal);
      await savePreferences(context, scope, { providerId: PROVIDER_ID, preferences: SETUP.preferences });
      await world.map(SETUP.mappings);
      for (const customer of Object.keys(SETUP.customers)) await world.assign(customer);
    },
  },
  {
    by: "a pause",
    act: ({ context, scope }) => pauseConnection(context, scope, PROVIDER_ID),
    undo: ({ context, scope }) => resumeConnection(context, scope, PROVIDER_ID),
  },
  { by: "keys that are entered again", act: reconnect, undo: () => Promise.resolve() },
];

const ROWS = WAYS.flatMap((way) => REQUESTS.map((nth) => ({ ...way, nth })));

describe("a connection that is taken from a run under way", () => {
  it.for(ROWS)(
    "by $by during its request $nth is written to no more, and what was written is told",
    async ({ act, undo, nth }, { openWorld }) => {
      const world = await openWorld(SETUP);
      const struck = actDuring(world, nth, act);
      const night = await world.night();
      const { id } = await struck;

      const writes = night.requests.filter((request) => ["PATCH", "POST"].includes(momentOf(request)));
      expect(writes.filter((request) => request.id > id)).toEqual([]);
      expect(outcomesOf(night)).toEqual(effectsOf(writes));
      if (writes.length < 2) expect(night).toMatchObject({ status: "cancelled", reason: "connection_removed" });

      await undo(world);
      await world.run();
      expect(world.standing()).toEqual(ALL_WELL);
    },
  );
});

describe("a change that has to be sent again", () => {
  it.for(WAYS)("is not, once the connection was taken away by $by", async ({ act }, { openWorld }) => {
    const world = await openWorld(SETUP);
    const { database } = world.context;
    const leaseOf = async (): Promise<Date | null> => {
      const run = await database.db.selectFrom("runs").select("lease_expires_at").where("status", "=", "running").executeTakeFirstOrThrow();
      return run.lease_expires_at;
    };
    const run = async (): Promise<void> => {
      await act(world);
      const lease = await leaseOf();
      world.clock.moveTo(new Date(world.clock.now().getTime() + A_MINUTE_MS));
      // The heartbeat sees what has happened while the change is under way still.
      await expect.poll(leaseOf, { timeout: 20_000 }).not.toEqual(lease);
    };
    const { faults } = world.simulator;
    faults.inject({ match: MOMENTS.PATCH, times: 1, fault: { kind: "call", run } });
    faults.inject({ match: MOMENTS.PATCH, fault: { kind: "status", status: 503 } });
    const night = await world.night();
    expect(night).toMatchObject({ status: "cancelled", reason: "connection_removed" });
    expect([night.calls["PATCH"], night.calls["POST"]]).toEqual([1, undefined]);
    expect(world.standing()).toEqual(["alder FILTER 10", "birch FILTER 5"]);
  });
});

function actDuring(world: RunWorld, nth: number, act: TakenAway["act"]): Promise<LoggedRequest> {
  return new Promise((resolve) => {
    const run = async ({ request }: { readonly request: LoggedRequest }): Promise<void> => {
      await act(world);
      world.clock.moveTo(new Date(world.clock.now().getTime() + A_WHILE_MS));
      resolve(request);
    };
    world.simulator.faults.inject({ nth, times: 1, fault: { kind: "call", run } });
  });
}

/** As the server does it, which is a process of its own with calls of its own. */
async function reconnect({ context: { database }, clock, simulator, scope }: RunWorld): Promise<void> {
  const server = createPlatform({ database, clock, site: simulator.site });
  await updateConnection(server.context, scope, { providerId: PROVIDER_ID, config: { ...DEFAULT_KEYS } }, new AbortController().signal);
  await server.close();
}

/** What the record says was written. */
function outcomesOf({ run }: Night): string[] {
  return run.changes.filter(({ outcome }) => outcome !== "skipped").map(({ outcome, after }) => `${outcome} ${after}`);
}

/** What ConnectWise has seen. */
function effectsOf(writes: readonly LoggedRequest[]): string[] {
  return writes.flatMap(({ effect }) =>
    effect === undefined ? [] : [`${effect.kind === "created" ? "added" : "set"} ${effect.quantityAfter}`],
  );
}
