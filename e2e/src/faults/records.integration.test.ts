import { describe, expect } from "vitest";
import { MOMENTS } from "../support/run-world/night.ts";
import type { RunWorld } from "../support/run-world/run-world.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP } from "../support/run-world/world-setup.ts";
import { ALL_WELL, checkRow, onAgreementOf, TOLD_PLAINLY, withCalls, type FaultRow } from "./fault-row.ts";

const WITHOUT_CEDAR = ["alder FILTER 12", "birch FILTER 5"];
const WITHOUT_ALDER = ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"];

const AGREEMENT_ROWS: readonly FaultRow[] = [
  {
    name: "gone before the night",
    fault: (world) => world.psa.deleteAgreement(world.agreementId("cedar")),
    additions: WITHOUT_CEDAR,
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 set", "cedar cedar skipped agreement_not_found"],
    calls: withCalls({ lines: -2, POST: -1 }),
    afterwards: {
      additions: WITHOUT_CEDAR,
      status: "succeeded_with_problems",
      told: ["cedar cedar skipped agreement_not_found"],
    },
  },
  {
    name: "invisible to the keys",
    fault: (world) => hide(world, [world.agreementId("alder")]),
    additions: WITHOUT_ALDER,
    status: "succeeded_with_problems",
    told: ["alder alder skipped agreement_not_found", "cedar FILTER ->7 added"],
    calls: withCalls({ lines: -1, PATCH: -1 }),
    repair: (world) => hide(world, []),
  },
  {
    name: "gone before its lines are read",
    fault: (world) => onceBefore(world, "lines", "cedar", () => world.psa.deleteAgreement(world.agreementId("cedar"))),
    additions: WITHOUT_CEDAR,
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 set", "cedar cedar skipped agreement_not_found"],
    calls: withCalls({ lines: -1, POST: -1 }),
    afterwards: {
      additions: WITHOUT_CEDAR,
      status: "succeeded_with_problems",
      told: ["cedar cedar skipped agreement_not_found"],
    },
  },
  {
    name: "gone before the change",
    fault: (world) => onceBefore(world, "PATCH", "alder", () => world.psa.deleteAgreement(world.agreementId("alder"))),
    additions: ["birch FILTER 5", "cedar FILTER 7"],
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 failed conflict", "cedar FILTER ->7 added"],
    calls: withCalls({}),
    afterwards: {
      additions: ["birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder alder skipped agreement_not_found"],
    },
  },
  {
    name: "gone before the add",
    fault: (world) => onceBefore(world, "POST", "cedar", () => world.psa.deleteAgreement(world.agreementId("cedar"))),
    additions: WITHOUT_CEDAR,
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed agreement_not_found"],
    calls: withCalls({}),
    afterwards: {
      additions: WITHOUT_CEDAR,
      status: "succeeded_with_problems",
      told: ["cedar cedar skipped agreement_not_found"],
    },
  },
  {
    name: "cancelled before the night",
    fault: (world) => world.psa.cancelAgreement(world.agreementId("alder")),
    additions: WITHOUT_ALDER,
    status: "succeeded_with_problems",
    told: ["alder alder skipped agreement_ended", "cedar FILTER ->7 added"],
    calls: withCalls({ lines: -1, PATCH: -1 }),
    afterwards: { additions: WITHOUT_ALDER, status: "succeeded_with_problems", told: ["alder alder skipped agreement_ended"] },
  },
  {
    name: "cancelled between, where the site refuses to change it",
    setup: { ...PLAIN_SETUP, behaviour: { writeOnEndedAgreement: "refused" } },
    fault: (world) => onceBefore(world, "PATCH", "alder", () => world.psa.cancelAgreement(world.agreementId("alder"))),
    additions: WITHOUT_ALDER,
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 failed rejected", "cedar FILTER ->7 added"],
    calls: withCalls({}),
    afterwards: { additions: WITHOUT_ALDER, status: "succeeded_with_problems", told: ["alder alder skipped agreement_ended"] },
  },
  {
    name: "cancelled between, where the site lets it be changed: as if it had come an instant later",
    fault: (world) => onceBefore(world, "PATCH", "alder", () => world.psa.cancelAgreement(world.agreementId("alder"))),
    additions: ALL_WELL,
    told: TOLD_PLAINLY,
    calls: withCalls({}),
    afterwards: { additions: ALL_WELL, status: "succeeded_with_problems", told: ["alder alder skipped agreement_ended"] },
  },
  {
    name: "cancelled before an add that the site refuses then",
    setup: { ...PLAIN_SETUP, behaviour: { writeOnEndedAgreement: "refused" } },
    fault: (world) => onceBefore(world, "POST", "cedar", () => world.psa.cancelAgreement(world.agreementId("cedar"))),
    additions: WITHOUT_CEDAR,
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed rejected"],
    calls: withCalls({}),
    afterwards: { additions: WITHOUT_CEDAR, status: "succeeded_with_problems", told: ["cedar cedar skipped agreement_ended"] },
  },
  {
    name: "inactive",
    fault: (world) => world.psa.inactivateAgreement(world.agreementId("alder")),
    additions: WITHOUT_ALDER,
    status: "succeeded_with_problems",
    told: ["alder alder skipped agreement_ended", "cedar FILTER ->7 added"],
    calls: withCalls({ lines: -1, PATCH: -1 }),
    repair: (world) => world.psa.editAgreement(world.agreementId("alder"), { status: "Active" }),
  },
  {
    name: "of a status nobody knows",
    fault: (world) => world.psa.editAgreement(world.agreementId("alder"), { wire: { agreementStatus: "Suspended" } }),
    additions: WITHOUT_ALDER,
    status: "succeeded_with_problems",
    told: ["alder alder skipped agreement_ended", "cedar FILTER ->7 added"],
    calls: withCalls({ lines: -1, PATCH: -1 }),
    repair: (world) => world.psa.editAgreement(world.agreementId("alder"), { wire: {} }),
  },
  {
    name: "invoiced already for the day of the new line",
    fault: (world) => world.psa.editAgreement(world.agreementId("cedar"), { invoicedThrough: "2026-03-31T00:00:00Z", prorateFlag: false }),
    additions: WITHOUT_CEDAR,
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed period_invoiced"],
    calls: withCalls({}),
    repair: (world) => world.psa.editAgreement(world.agreementId("cedar"), { prorateFlag: true }),
  },
];

describe("an agreement that is", () => {
  it.for(AGREEMENT_ROWS)("$name", async (row, { openWorld }) => checkRow(openWorld, row));
});

const PRODUCT_ROWS: readonly FaultRow[] = [
  {
    name: "inactive before the night: nothing of it is written",
    fault: (world) => world.psa.inactivateProduct(world.productId("FILTER")),
    additions: ["alder FILTER 10", "birch FILTER 5"],
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 skipped product_not_found", "cedar FILTER ->7 skipped product_not_found"],
    calls: withCalls({ lines: -1, PATCH: -1, POST: -1 }),
    repair: (world) => world.psa.editProduct(world.productId("FILTER"), { inactiveFlag: false }),
  },
  {
    name: "a bundle by now: nothing of it is written",
    fault: (world) => world.psa.editProduct(world.productId("FILTER"), { productClass: "Bundle" }),
    additions: ["alder FILTER 10", "birch FILTER 5"],
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 skipped product_not_allowed", "cedar FILTER ->7 skipped product_not_allowed"],
    calls: withCalls({ lines: -1, PATCH: -1, POST: -1 }),
    repair: (world) => world.psa.editProduct(world.productId("FILTER"), { productClass: "Service" }),
  },
  {
    name: "inactive before the add: ConnectWise refuses it, and the change is done",
    fault: (world) => onceBefore(world, "POST", "cedar", () => world.psa.inactivateProduct(world.productId("FILTER"))),
    additions: WITHOUT_CEDAR,
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed rejected"],
    calls: withCalls({}),
    repair: (world) => world.psa.editProduct(world.productId("FILTER"), { inactiveFlag: false }),
  },
  {
    name: "inactive before the change: a line that is there takes its quantity still, as if it had come an instant later",
    fault: (world) => onceBefore(world, "PATCH", "alder", () => world.psa.inactivateProduct(world.productId("FILTER"))),
    setup: { ...PLAIN_SETUP, customers: { alder: PLAIN_SETUP.customers.alder, birch: PLAIN_SETUP.customers.birch } },
    additions: WITHOUT_CEDAR,
    told: ["alder FILTER 10>12 set"],
    calls: withCalls({ lines: -2, POST: -1 }),
    afterwards: { additions: WITHOUT_CEDAR, told: [] },
  },
];

describe("a product that is", () => {
  it.for(PRODUCT_ROWS)("$name", async (row, { openWorld }) => checkRow(openWorld, row));

  it("gone leaves its lines as they are, and is told", async ({ openWorld }) => {
    const world = await openWorld();
    const id = world.productId("FILTER");
    world.psa.deleteProduct(id);
    const night = await world.night();
    expect(night).toMatchObject({ status: "succeeded_with_problems", reason: null, calls: withCalls({ lines: -1, PATCH: -1, POST: -1 }) });
    expect(night.told).toEqual([`alder ${id} 10>12 skipped product_not_found`, `cedar ${id} ->7 skipped product_not_found`]);
    expect(world.standing()).toEqual([`alder ${id} 10`, `birch ${id} 5`]);
    expect((await world.night()).calls).toEqual({ agreements: 1, products: 1, lines: 3 });
  });

  it("gone between the read of the catalog and the add is told", async ({ openWorld }) => {
    const world = await openWorld();
    const id = world.productId("FILTER");
    onceBefore(world, "POST", "cedar", () => world.psa.deleteProduct(id));
    const night = await world.night();
    expect(night).toMatchObject({ status: "succeeded_with_problems", reason: null, calls: withCalls({}) });
    expect(night.told).toEqual([`alder ${id} 10>12 set`, `cedar ${id} ->7 failed rejected`]);
    expect(world.standing()).toEqual([`alder ${id} 12`, `birch ${id} 5`]);
  });
});

describe("records that come and go while they are listed", () => {
  it("neither hide a line on a later page nor bring one twice", async ({ openWorld }) => {
    const world = await openWorld({ ...PLAIN_SETUP, products: { FILTER: {}, OTHER: {} } });
    const agreementId = world.agreementId("cedar");
    const other = { agreementId, productId: world.productId("OTHER") };
    const early = Array.from({ length: 1_200 }, (_, index) => world.psa.addLine({ ...other, quantity: index }));
    world.psa.addLine({ agreementId, productId: world.productId("FILTER"), quantity: 4 });
    world.simulator.faults.inject({
      match: { ...MOMENTS.lines, ...onAgreementOf(world, "cedar") },
      nth: 2,
      fault: {
        kind: "call",
        run: () => {
          for (const line of early.slice(0, 300)) world.psa.deleteLine(line.id);
          for (let index = 0; index < 300; index += 1) world.psa.addLine(other);
        },
      },
    });
    const night = await world.night();
    expect(night).toMatchObject({ status: "succeeded", reason: null, told: ["alder FILTER 10>12 set", "cedar FILTER 4>7 set"] });
    expect(night.calls).toEqual(withCalls({ PATCH: 1, POST: -1 }));
    expect(world.standing().filter((line) => line.includes("FILTER"))).toEqual(ALL_WELL);
    expect((await world.night()).told).toEqual([]);
  });

  it("do not make two of an agreement that is listed while others are made", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "agreements",
      fault: (world) => {
        const companyId = world.companyId("birch");
        world.simulator.faults.inject({
          match: MOMENTS.agreements,
          fault: { kind: "call", run: () => void world.psa.addAgreement({ companyId, name: "One more" }) },
        });
      },
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls({}),
    });
  });
});

function onceBefore(world: RunWorld, moment: "lines" | "PATCH" | "POST", customer: string, act: () => unknown): void {
  world.simulator.faults.inject({
    match: { ...MOMENTS[moment], ...onAgreementOf(world, customer) },
    nth: 1,
    fault: { kind: "call", run: () => void act() },
  });
}

function hide({ simulator }: RunWorld, agreementIds: number[]): void {
  simulator.tenant().changeMember("SimPublicKey0001", { hidden: { agreementTypes: [], agreementIds } });
}
