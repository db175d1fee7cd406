import { startConnectWiseSimulator } from "@integrations/connectwise-simulator";
import { describe, expect, onTestFinished } from "vitest";
import { COMPANY_ID } from "../support/run-world/site.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP } from "../support/run-world/world-setup.ts";
import { checkRow, strike, type FaultRow } from "./fault-row.ts";

const UNTOUCHED = ["alder FILTER 10", "birch FILTER 5"];

/** Answers of discovery that are no passing trouble, each to a run that has to ask. */
const ROWS: readonly FaultRow[] = [
  {
    name: "does not know the company any more: nothing else is sent, and the connection needs attention",
    fault: (world) => strike(world, "discovery", { kind: "garble", how: "null" }),
    additions: UNTOUCHED,
    status: "failed",
    reason: "credentials_refused",
    told: [],
    calls: { discovery: 1 },
    also: async (_night, world) => expect(await world.fanOut()).toBe(0),
    repair: (world) => world.reconnect(),
  },
  {
    name: "has no page for the company: the same",
    fault: (world) => strike(world, "discovery", { kind: "status", status: 404, body: "html" }),
    additions: UNTOUCHED,
    status: "failed",
    reason: "credentials_refused",
    told: [],
    calls: { discovery: 1 },
    repair: (world) => world.reconnect(),
  },
  {
    name: "tells no codebase of the cloud: told at once",
    fault: (world) => strike(world, "discovery", { kind: "change-answer", set: { Codebase: "../../admin/" } }),
    additions: UNTOUCHED,
    status: "failed",
    reason: "site_unreachable",
    told: [],
    calls: { discovery: 1 },
  },
];

describe("a discovery that", () => {
  it.for(ROWS)("$name", async (row, { openWorld }) => checkRow(openWorld, row));

  it("sends the keys to another host is not followed", async ({ openWorld }) => {
    const elsewhere = await startConnectWiseSimulator({ controlPort: false, tenants: [{ companyId: COMPANY_ID }] });
    onTestFinished(() => elsewhere.close());
    await checkRow(openWorld, {
      name: "SiteUrl",
      setup: { ...PLAIN_SETUP, alsoAllowed: [elsewhere.site] },
      fault: (world) => strike(world, "discovery", { kind: "change-answer", set: { SiteUrl: elsewhere.site } }),
      additions: UNTOUCHED,
      status: "failed",
      reason: "site_not_allowed",
      told: [],
      calls: { discovery: 1 },
      also: () => expect(elsewhere.requests.count).toBe(0),
    });
  });

  it("sends the keys to another host after an upgrade in the middle of a run is not followed either", async ({ openWorld }) => {
    const elsewhere = await startConnectWiseSimulator({ controlPort: false, tenants: [{ companyId: COMPANY_ID }] });
    onTestFinished(() => elsewhere.close());
    const world = await openWorld({ ...PLAIN_SETUP, alsoAllowed: [elsewhere.site] });
    const edits = [
      { do: "set-codebase" as const, codebase: "v2026_1/" },
      { do: "set-site-url" as const, siteUrl: elsewhere.site },
    ];
    await strike(world, "PATCH", { kind: "edit", edits });
    const night = await world.night();
    expect(elsewhere.requests.count).toBe(0);
    expect(night.told.filter((line) => line.startsWith("alder"))).toEqual(["alder FILTER 10>12 failed site_not_allowed"]);
    expect(world.standing()).toContain("alder FILTER 10");
  });
});
