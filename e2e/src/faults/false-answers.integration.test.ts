import { describe, expect } from "vitest";
import { MOMENTS } from "../support/run-world/night.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP } from "../support/run-world/world-setup.ts";
import { ALL_WELL, checkRow, strike, TOLD_PLAINLY, withCalls, type Calls } from "./fault-row.ts";

describe("a false 200 to a change", () => {
  it("that shows the old quantity, with nothing stored, is told after one look at the line", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "old, not stored",
      fault: (world) => strike(world, "PATCH", { kind: "false-success", stored: false, echo: "old" }),
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 failed write_not_confirmed", "cedar FILTER ->7 added"],
      calls: withCalls({ line: 1 }),
    });
  });

  it("that shows the old quantity, though the new one is stored, is cleared up by that look", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "old, stored",
      fault: (world) => strike(world, "PATCH", { kind: "false-success", stored: true, echo: "old" }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls({ line: 1 }),
    });
  });

  it("that shows the new quantity with nothing stored deceives one night, and the next one sets it", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "new, not stored",
      fault: (world) => strike(world, "PATCH", { kind: "false-success", stored: false, echo: "new" }),
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      told: TOLD_PLAINLY,
      calls: withCalls({}),
      afterwards: { additions: ALL_WELL, told: ["alder FILTER 10>12 set"], calls: { agreements: 1, products: 1, lines: 3, PATCH: 1 } },
    });
  });

  it("about another line is asked for again, and told where it stays so", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "another line",
      fault: (world) => strike(world, "PATCH", { kind: "change-answer", set: { id: 999_999 } }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls({ PATCH: 9, lines: 1 }),
    });
  });

  it("about another product is told", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "another product",
      fault: (world) => strike(world, "PATCH", { kind: "change-answer", set: { product: { id: 999_999 } } }),
      additions: ALL_WELL,
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 failed conflict", "cedar FILTER ->7 added"],
      calls: withCalls({}),
    });
  });
});

describe("a false answer to an add", () => {
  it("that shows no quantity, though the line is stored, is cleared up by a look", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "old, stored",
      fault: (world) => strike(world, "POST", { kind: "false-success", stored: true, echo: "old" }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls({ line: 1 }),
    });
  });

  it("that shows no quantity, with no line stored, is not believed", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "old, not stored",
      fault: (world) => strike(world, "POST", { kind: "false-success", stored: false, echo: "old" }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed add_not_confirmed"],
      calls: withCalls({ line: 1, lines: 4 }),
    });
  });

  it("that shows a line which is not stored deceives one night; the next one takes it for removed and leaves it to the partner", async ({
    openWorld,
  }) => {
    await checkRow(openWorld, {
      name: "new, not stored",
      fault: (world) => strike(world, "POST", { kind: "false-success", stored: false, echo: "new" }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      told: TOLD_PLAINLY,
      calls: withCalls({}),
      repair: async (world) => {
        expect((await world.night()).told).toEqual(["cedar FILTER ->7 skipped line_removed"]);
        await world.decide("cedar", "FILTER", "add_again");
      },
    });
  });
});

describe("a codebase that changes in the middle of a run costs one discovery and one more try", () => {
  it.for(["agreements", "products", "lines", "PATCH", "POST"] as const)("at %s", async (moment, { openWorld }) => {
    await checkRow(openWorld, {
      name: moment,
      setup: { ...PLAIN_SETUP, preferences: { concurrency: 1 } },
      fault: (world) => {
        // What came before still went to the old place.
        world.simulator.faults.inject({
          match: MOMENTS[moment],
          nth: 1,
          fault: { kind: "edit", edits: [{ do: "set-codebase", codebase: "v2026_1/" }] },
        });
      },
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      // The products were asked for beside the agreements, and at the old place too.
      calls: withCalls({ discovery: 1, [moment]: 1, ...(moment === "agreements" ? { products: 1 } : {}) }),
    });
  });

  it("while many calls are under way", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "many",
      fault: (world) => strike(world, "lines", { kind: "edit", edits: [{ do: "set-codebase", codebase: "v2026_1/" }] }, { nth: 2 }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      // Of the reads that were under way, some had been sent to the old place.
      calls: expect.objectContaining({ discovery: 1, agreements: 1, products: 1, PATCH: 1, POST: 1 }) as Calls,
    });
  });

  it("and an old place that is gone for good while discovery still names it fails the night, and sends nothing else", async ({
    openWorld,
  }) => {
    await checkRow(openWorld, {
      name: "gone",
      fault: (world) =>
        strike(world, "agreements", {
          kind: "status",
          status: 404,
          json: { code: "ConnectWiseApi", message: "The endpoint does not exist." },
        }),
      additions: ["alder FILTER 10", "birch FILTER 5"],
      status: "failed",
      reason: "invalid_response",
      told: [],
      calls: { agreements: 1, products: 1, discovery: 1 },
    });
  });
});
