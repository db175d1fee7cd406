import {
  getCustomerView,
  listAudit,
  listIntegrations,
  listMappingRows,
  listRunPage,
  pauseConnection,
  removeConnection,
  saveMappings,
  summarizeUnbilled,
} from "@integrations/services";
import { describe, expect } from "vitest";
import type { PlainFault } from "../support/run-world/psa-site.ts";
import type { BothWorlds, World } from "../support/run-world/run-world.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";

const ALL_WELL = ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"];
const UNTOUCHED = ["alder FILTER 10", "birch FILTER 5"];
const TOLD_PLAINLY = ["alder FILTER 10>12 set", "cedar FILTER ->7 added"];

/** Both runs of one night at once, as two workers carry them out. */
async function nightOfBoth({ connectwise, autotask }: BothWorlds) {
  const [first, second] = await Promise.all([connectwise.night(), autotask.night()]);
  return { connectwise: first, autotask: second };
}

const DOWN: PlainFault = { kind: "status", status: 503 };

describe("a partner with two integrations", () => {
  it("has a run of each in one night, and each sets what stands at its own provider", async ({ openWorld }) => {
    const worlds = await openWorld.both();
    const { context, scope } = worlds.connectwise;
    const nights = await nightOfBoth(worlds);
    for (const provider of ["connectwise", "autotask"] as const) {
      expect(nights[provider]).toMatchObject({ status: "succeeded", told: TOLD_PLAINLY });
      expect(worlds[provider].standing()).toEqual(ALL_WELL);
      expect(worlds[provider].breaches()).toEqual([]);
      const { providerId } = worlds[provider];
      const { items } = await listRunPage(context, scope, { providerId, limit: 10 });
      expect(items.map(({ id }) => id)).toEqual([nights[provider].run.id]);
      expect((await summarizeUnbilled(context, scope, providerId)).services).toEqual([]);
    }
    expect(await listIntegrations(context, scope)).toMatchObject([
      { provider: { id: "connectwise-manage" }, status: "active", lastRun: { id: nights.connectwise.run.id } },
      { provider: { id: "autotask" }, status: "active", lastRun: { id: nights.autotask.run.id } },
    ]);
    expect((await getCustomerView(context, scope, { customerId: "alder" })).integrations).toMatchObject([
      { providerId: "autotask", status: "complete", assignment: { agreementName: "Contract alder" } },
      { providerId: "connectwise-manage", status: "complete", assignment: { agreementName: "Agreement alder" } },
    ]);
    const again = await nightOfBoth(worlds);
    expect([...again.connectwise.requests, ...again.autotask.requests].filter(({ isWrite }) => isWrite)).toEqual([]);
  });

  const rows = (["connectwise", "autotask"] as const).flatMap((broken) => [
    { broken, how: "does not answer", reason: "unavailable", trouble: (world: World) => world.meet("agreements", DOWN) },
    { broken, how: "takes the keys no more", reason: "credentials_refused", trouble: (world: World) => world.person.revokeKeys() },
  ]);

  it.for(rows)("is served by the other one where $broken $how", async ({ broken, reason, trouble }, { openWorld }) => {
    const worlds = await openWorld.both();
    const well = broken === "autotask" ? "connectwise" : "autotask";
    await trouble(worlds[broken]);
    const nights = await nightOfBoth(worlds);
    expect(nights[broken]).toMatchObject({ status: "failed", reason, told: [] });
    expect(worlds[broken].standing()).toEqual(UNTOUCHED);
    expect(nights[well]).toMatchObject({ status: "succeeded", told: TOLD_PLAINLY });
    expect(worlds[well].standing()).toEqual(ALL_WELL);

    const { context, scope } = worlds.connectwise;
    const status = Object.fromEntries((await listIntegrations(context, scope)).map((each) => [each.provider.id, each.status]));
    const isRefused = reason === "credentials_refused";
    expect(status).toEqual({ [worlds[broken].providerId]: isRefused ? "attention" : "active", [worlds[well].providerId]: "active" });

    worlds[broken].simulator.faults.clear();
    if (isRefused) {
      worlds[broken].person.restoreKeys();
      await worlds[broken].reconnect();
    }
    await nightOfBoth(worlds);
    expect(worlds[broken].standing()).toEqual(ALL_WELL);
  });

  it("keeps the settings of one whatever becomes of the other", async ({ openWorld }) => {
    const worlds = await openWorld.both();
    const { connectwise, autotask } = worlds;
    const { context, scope } = connectwise;
    const signal = AbortSignal.timeout(60_000);
    connectwise.psa.addProduct({ identifier: "SEND" });
    await connectwise.map({ safesend: "SEND" });
    const mapped = async ({ providerId }: Pick<World, "providerId">): Promise<string[]> =>
      (await listMappingRows(context, scope, providerId)).rows.flatMap(({ service, mapping }) => (mapping === null ? [] : [service.code]));
    expect(await mapped(connectwise)).toEqual(["cloudfilter", "safesend"]);
    expect(await mapped(autotask)).toEqual(["cloudfilter"]);
    // A product of the one is nothing to the other.
    const foreign = { service: "shield", productId: String(connectwise.productId("SEND")) };
    await expect(saveMappings(context, scope, { providerId: "autotask", assignments: [foreign] }, signal)).rejects.toMatchObject({
      reason: "product_not_found",
    });

    await pauseConnection(context, scope, "autotask");
    await connectwise.night();
    expect(autotask.standing()).toEqual(UNTOUCHED);
    await expect(autotask.night()).rejects.toThrow("The night has no run.");

    await removeConnection(context, scope, "connectwise-manage");
    expect((await getCustomerView(context, scope, { customerId: "alder" })).integrations).toMatchObject([{ providerId: "autotask" }]);
    expect(await mapped(autotask)).toEqual(["cloudfilter"]);
    const { items } = await listAudit(context, scope, { limit: 50 });
    const told = items.map(({ action, facts }) => `${action} ${String((facts as Record<string, unknown>)["providerId"])}`);
    expect(told).toEqual(expect.arrayContaining(["connection.enabled autotask", "connection.enabled connectwise-manage"]));
    expect(told).toContain("connection.paused autotask");
    expect(told).toContain("connection.removed connectwise-manage");
  });
});
