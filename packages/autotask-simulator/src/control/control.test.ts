import { onTestFinished, describe, expect, it } from "vitest";
import { SAMPLE_CONNECTION } from "../dataset/sample-tenant.ts";
import { startAutotaskSimulator, type Simulator } from "../simulator.ts";
import { siteCaller } from "../testing/site-calls.ts";
import { connectSimulatorControl, type SimulatorControl } from "./control-client.ts";

async function scene(): Promise<{ simulator: Simulator; control: SimulatorControl; site: ReturnType<typeof siteCaller> }> {
  const simulator = await startAutotaskSimulator();
  onTestFinished(() => simulator.close());
  const control = connectSimulatorControl(simulator.controlUrl ?? "");
  return { simulator, control, site: siteCaller(simulator.url, SAMPLE_CONNECTION) };
}

describe("another process", () => {
  it("sees and edits the sample tenant as a person would", async () => {
    const { control, site } = await scene();
    const [contract] = await control.contracts("sample");
    const contractID = contract?.id ?? 0;
    const [line] = await control.lines("sample", contractID);
    expect(line?.units.length).toBeGreaterThan(10);
    const [service] = (await control.services("sample")).toReversed();
    const [added] = await control.edit("sample", { do: "add-line", line: { contractID, itemID: service?.id ?? 0, units: 2 } });
    expect(added).toMatchObject({ contractID });
    expect(await site.query("ContractServices", { op: "eq", field: "contractID", value: contractID })).toHaveLength(2);
    expect(await control.companies("sample")).toHaveLength(11);
  });

  it("injects faults, holds requests and reads the log", async () => {
    const { control, site } = await scene();
    const fault = await control.inject({ match: { path: "/Services/query" }, fault: { kind: "status", status: 503 } });
    expect((await site.post("/Services/query", { filter: [] })).status).toBe(503);
    expect(await fault.counts()).toMatchObject({ seen: 1, fired: 1 });
    await control.clearFaults();
    const holding = await control.hold({ match: { path: "/Companies/query" } });
    expect(await holding.next(1)).toBeUndefined();
    const call = site.query("Companies");
    await (await holding.next())?.release();
    expect(await call).toHaveLength(11);
    expect((await control.requests({ path: "/Services/query" })).map((request) => request.status)).toEqual([503]);
    expect(await control.requests({ isWrite: true })).toEqual([]);
    await control.clearRequests();
    expect(await control.requests()).toEqual([]);
  });

  it("changes behaviour, users, load and time, and turns the site off and on", async () => {
    const { control, site } = await scene();
    await control.changeTenant("sample", { otherRequests: 9_000, behaviour: { missingId: "404" } });
    expect((await site.get("/ThresholdInformation")).json).toMatchObject({ currentTimeframeRequestCount: 9_001 });
    expect((await site.get("/Services/1")).status).toBe(404);
    await control.changeTenant("sample", { user: { userName: SAMPLE_CONNECTION.userName, changes: { secret: "new" } } });
    expect((await site.get("/ThresholdInformation")).status).toBe(401);
    expect(await control.set({ now: "2030-01-01T00:00:00Z", listening: false })).toMatchObject({
      listening: false,
      now: expect.stringContaining("2030-01-01"),
    });
    await expect(site.get("/ThresholdInformation")).rejects.toThrow();
    await control.set({ listening: true, now: null });
    expect((await site.get("/ThresholdInformation")).status).toBe(401);
  });

  it("adds a tenant, and is told what it got wrong", async () => {
    const { control, simulator } = await scene();
    await control.addTenant({ id: "second", users: [{ userName: "api@second.example", secret: "s" }], dataset: "sample" });
    const second = siteCaller(simulator.url, { userName: "api@second.example", secret: "s" });
    expect(await second.query("Companies")).toHaveLength(11);
    await expect(control.changeTenant("sample", { behaviour: { missingId: "maybe" as "404" } })).rejects.toThrow("behaviour.missingId");
    await expect(control.edit("nobody", { do: "delete-line", id: 1 })).rejects.toThrow("no tenant nobody");
  });
});
