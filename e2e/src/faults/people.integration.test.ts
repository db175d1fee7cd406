import type { Fault } from "@integrations/connectwise-simulator";
import { describe, expect } from "vitest";
import { breachesOf } from "../support/run-world/never-rules.ts";
import type { RunWorld } from "../support/run-world/run-world.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP } from "../support/run-world/world-setup.ts";
import { ALL_WELL, checkRow, onAgreementOf, strike, TOLD_PLAINLY, withCalls, type FaultRow } from "./fault-row.ts";

type Edit = Extract<Fault, { readonly kind: "edit" }>["edits"][number];

/** Somebody edits right after the run has read the lines of this customer's agreement for the n-th time. */
async function afterRead(world: RunWorld, customer: string, edit: Edit, nth = 1): Promise<void> {
  await strike(world, "lines", { kind: "edit", at: "after", edits: [edit] }, { nth, match: onAgreementOf(world, customer) });
}

async function beforeCall(world: RunWorld, moment: "PATCH" | "POST" | "lines", customer: string, edit: Edit): Promise<void> {
  await strike(world, moment, { kind: "edit", edits: [edit] }, { nth: 1, match: onAgreementOf(world, customer) });
}

const LINE_ROWS: readonly FaultRow[] = [
  {
    name: "to another quantity: ours stands in the end",
    fault: (world) => afterRead(world, "alder", { do: "edit-line", id: world.line("alder", "FILTER").id, changes: { quantity: 11 } }),
    additions: ALL_WELL,
    told: TOLD_PLAINLY,
    calls: withCalls({}),
  },
  {
    name: "to the very quantity that is wanted",
    fault: (world) => afterRead(world, "alder", { do: "edit-line", id: world.line("alder", "FILTER").id, changes: { quantity: 12 } }),
    additions: ALL_WELL,
    told: TOLD_PLAINLY,
    calls: withCalls({}),
  },
  {
    name: "to another product: told, and left to the partner",
    setup: { ...PLAIN_SETUP, products: { FILTER: {}, OTHER: {} } },
    fault: (world) =>
      afterRead(world, "alder", {
        do: "edit-line",
        id: world.line("alder", "FILTER").id,
        changes: { productId: world.productId("OTHER") },
      }),
    additions: ["alder OTHER 12", "birch FILTER 5", "cedar FILTER 7"],
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 failed conflict", "cedar FILTER ->7 added"],
    calls: withCalls({}),
    afterwards: {
      additions: ["alder OTHER 12", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER ->12 skipped line_removed"],
    },
  },
  {
    name: "cancelled, where the site takes changes of cancelled lines: told, and left to the partner",
    fault: (world) => afterRead(world, "alder", { do: "cancel-line", id: world.line("alder", "FILTER").id }),
    additions: ["alder FILTER 12 until 2026-03-10", "birch FILTER 5", "cedar FILTER 7"],
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 failed conflict", "cedar FILTER ->7 added"],
    calls: withCalls({}),
    afterwards: {
      additions: ["alder FILTER 12 until 2026-03-10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER ->12 skipped line_removed"],
    },
  },
  {
    name: "cancelled, where the site refuses changes of cancelled lines: told, and left to the partner",
    setup: { ...PLAIN_SETUP, behaviour: { patchOfCancelledLine: "refused" } },
    fault: (world) => afterRead(world, "alder", { do: "cancel-line", id: world.line("alder", "FILTER").id }),
    additions: ["alder FILTER 10 until 2026-03-10", "birch FILTER 5", "cedar FILTER 7"],
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 failed rejected", "cedar FILTER ->7 added"],
    calls: withCalls({}),
    afterwards: {
      additions: ["alder FILTER 10 until 2026-03-10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER ->12 skipped line_removed"],
    },
  },
  {
    name: "cancelled from a later day on: it is ongoing still",
    fault: (world) =>
      afterRead(world, "alder", { do: "cancel-line", id: world.line("alder", "FILTER").id, cancelledDate: "2026-03-31T00:00:00Z" }),
    additions: ["alder FILTER 12 until 2026-03-31", "birch FILTER 5", "cedar FILTER 7"],
    told: TOLD_PLAINLY,
    calls: withCalls({}),
    afterwards: { additions: ["alder FILTER 12 until 2026-03-31", "birch FILTER 5", "cedar FILTER 7"], told: [] },
  },
  {
    name: "deleted: told, and not added again behind that person's back",
    fault: (world) => afterRead(world, "alder", { do: "delete-line", id: world.line("alder", "FILTER").id }),
    additions: ["birch FILTER 5", "cedar FILTER 7"],
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 failed conflict", "cedar FILTER ->7 added"],
    calls: withCalls({}),
    afterwards: {
      additions: ["birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER ->12 skipped line_removed"],
    },
  },
  {
    name: "deleted, and the partner wants it again",
    fault: (world) => afterRead(world, "alder", { do: "delete-line", id: world.line("alder", "FILTER").id }),
    additions: ["birch FILTER 5", "cedar FILTER 7"],
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 failed conflict", "cedar FILTER ->7 added"],
    calls: withCalls({}),
    repair: (world) => world.decide("alder", "FILTER", "add_again"),
    afterwards: { additions: ALL_WELL, told: ["alder FILTER ->12 added"] },
  },
  {
    name: "doubled: ours stays the one that is kept",
    fault: (world) => afterRead(world, "alder", { do: "double-line", id: world.line("alder", "FILTER").id, changes: { quantity: 3 } }),
    additions: ["alder FILTER 12", "alder FILTER 3", "birch FILTER 5", "cedar FILTER 7"],
    told: TOLD_PLAINLY,
    calls: withCalls({}),
    afterwards: { additions: ["alder FILTER 12", "alder FILTER 3", "birch FILTER 5", "cedar FILTER 7"], told: [] },
  },
];

describe("a line that a person edits between read and write is", () => {
  it.for(LINE_ROWS)("$name", async (row, { openWorld }) => checkRow(openWorld, row));
});

describe("a line of ours that a person moves to the product of another line of ours", () => {
  it("leaves that one alone, is told as removed, and is added nowhere again (met by the model test)", async ({ openWorld }) => {
    const world = await openWorld({
      products: { FILTER: {}, SEND: {} },
      mappings: { cloudfilter: "FILTER", safesend: "SEND" },
      customers: { alder: { counts: { cloudfilter: 12, safesend: 4 } } },
    });
    expect((await world.night()).told).toEqual(["alder FILTER ->12 added", "alder SEND ->4 added"]);
    world.psa.editLine(world.line("alder", "FILTER").id, { productId: world.productId("SEND") });
    for (let night = 1; night <= 2; night += 1) {
      expect(await world.night()).toMatchObject({
        status: "succeeded_with_problems",
        reason: null,
        told: ["alder FILTER ->12 skipped line_removed"],
        calls: { agreements: 1, products: 1, lines: 1 },
      });
      expect(world.standing()).toEqual(["alder SEND 12", "alder SEND 4"]);
    }
    await world.decide("alder", "FILTER", "add_again");
    expect((await world.night()).told).toEqual(["alder FILTER ->12 added"]);
    expect(breachesOf(world, world.traffic.calls)).toEqual([]);
  });
});

const ADD_ROWS: readonly FaultRow[] = [
  {
    name: "with the right quantity: it is taken for ours, and nothing is told",
    fault: (world) => afterRead(world, "cedar", addedLine(world, 7)),
    additions: ALL_WELL,
    told: ["alder FILTER 10>12 set"],
    calls: withCalls({ POST: -1 }),
  },
  {
    name: "with another quantity: it is set",
    fault: (world) => afterRead(world, "cedar", addedLine(world, 4)),
    additions: ALL_WELL,
    told: ["alder FILTER 10>12 set", "cedar FILTER 4>7 set"],
    calls: withCalls({ POST: -1, PATCH: 1 }),
  },
  {
    name: "twice: nothing is added, and nobody chooses between the two",
    fault: async (world) => {
      await afterRead(world, "cedar", addedLine(world, 4));
      await afterRead(world, "cedar", addedLine(world, 3));
    },
    additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 3", "cedar FILTER 4"],
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 set", "cedar FILTER ->7 skipped several_lines"],
    calls: withCalls({ POST: -1 }),
    afterwards: {
      additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 3", "cedar FILTER 4"],
      status: "succeeded_with_problems",
      told: ["cedar FILTER ->7 skipped several_lines"],
    },
  },
  {
    name: "after the last look: ours is a second one, and the one that is kept",
    fault: (world) => beforeCall(world, "POST", "cedar", addedLine(world, 3)),
    additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 3", "cedar FILTER 7"],
    told: TOLD_PLAINLY,
    calls: withCalls({}),
    afterwards: { additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 3", "cedar FILTER 7"], told: [] },
  },
];

function addedLine(world: RunWorld, quantity: number): Edit {
  return { do: "add-line", line: { agreementId: world.agreementId("cedar"), productId: world.productId("FILTER"), quantity } };
}

describe("a line that a person adds before ours is", () => {
  it.for(ADD_ROWS)("$name", async (row, { openWorld }) => checkRow(openWorld, row));
});
