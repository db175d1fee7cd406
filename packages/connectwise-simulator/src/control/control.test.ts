import { describe, expect, it } from "vitest";
import { siteCaller, TEST_CLIENT_ID } from "../testing/site-calls.ts";
import { testSimulator, type TestSimulator } from "../testing/test-simulator.ts";
import { connectSimulatorControl, type SimulatorControl } from "./control-client.ts";

const LINE = "/finance/agreements/2001/additions/41000";
const PATCH = { body: [{ op: "replace", path: "quantity", value: 3 }] };

async function controlled(): Promise<TestSimulator & { control: SimulatorControl }> {
  const test = await testSimulator();
  return { ...test, control: connectSimulatorControl(test.simulator.controlUrl ?? "") };
}

describe("control API, as another process uses it", () => {
  it("tells what there is", async () => {
    const { simulator, control, site } = await controlled();
    await site.get("/system/info");
    expect(await control.state()).toEqual({
      site: simulator.site,
      url: simulator.url,
      listening: true,
      tenants: ["harborline"],
      requests: 1,
      now: "2025-06-11T09:30:00.000Z",
    });
    expect(await control.companies("harborline")).toHaveLength(19);
    expect(await control.products("harborline")).toHaveLength(304);
    expect((await control.agreements("harborline", 256)).map(({ id, shownStatus }) => [id, shownStatus])).toEqual([
      [2008, "Active"],
      [2009, "Cancelled"],
    ]);
    expect((await control.lines("harborline", 2007)).map(({ productId, quantity }) => [productId, quantity])).toEqual([[101, 8]]);
  });

  it("edits data as a person would, one edit after the other", async () => {
    const { simulator, control } = await controlled();
    const results = await control.edit(
      "harborline",
      { do: "add-line", line: { agreementId: 2007, productId: 102, quantity: null, effectiveDate: null } },
      { do: "cancel-line", id: 41000, cancelledDate: "2025-07-01T00:00:00Z" },
      { do: "edit-line", id: 41001, changes: { quantity: 2.5, wire: { uom: "Odd" } } },
      { do: "edit-agreement", id: 2016, changes: { endDate: null, noEndingDateFlag: true } },
      { do: "inactivate-product", id: 101 },
      { do: "recycle-company", id: 250 },
      { do: "delete-line", id: 41002 },
      { do: "set-behaviour", changes: { patchToZero: "refused" } },
      { do: "set-site-url", siteUrl: "elsewhere.example" },
      { do: "change-member", publicKey: "SimPublicKey0001", changes: { role: {} } },
    );
    const { data, behaviour, siteUrl } = simulator.tenant();
    expect(results[0]).toMatchObject({ productId: 102, quantity: null });
    expect(results[6]).toBeNull();
    expect(data.lines(2007).find((line) => line.productId === 102)).not.toHaveProperty("effectiveDate");
    expect(data.line(41000)?.cancelledDate).toBe("2025-07-01T00:00:00Z");
    expect(data.line(41001)).toMatchObject({ quantity: 2.5, wire: { uom: "Odd" } });
    expect(data.agreement(2016)).not.toHaveProperty("endDate");
    expect(data.product(101)?.inactiveFlag).toBe(true);
    expect(data.company(250)?.deletedFlag).toBe(true);
    expect(data.line(41002)).toBeUndefined();
    expect([behaviour.patchToZero, behaviour.patchOfCancelledLine, siteUrl]).toEqual(["refused", "allowed", "elsewhere.example"]);
    expect(simulator.tenant().member("SimPublicKey0001")).toMatchObject({ role: {}, privateKey: "SimPrivateKey001" });
  });

  it("injects, counts and removes faults", async () => {
    const { control, site } = await controlled();
    const fault = await control.inject({ match: { path: "/system/info" }, nth: 2, fault: { kind: "status", status: 503 } });
    expect((await site.get("/system/info")).status).toBe(200);
    expect((await site.get("/system/info")).status).toBe(503);
    expect(await fault.counts()).toEqual({ id: fault.id, seen: 2, fired: 1 });
    await fault.remove();
    await expect(fault.counts()).rejects.toThrow("no such thing");
    await control.inject({ fault: { kind: "status", status: 500 } });
    await control.clearFaults();
    expect((await site.get("/system/info")).status).toBe(200);
  });

  it("holds a request until it is released or dropped", async () => {
    const { control, simulator, site } = await controlled();
    const hold = await control.hold({ match: { method: "PATCH" }, at: "after" });
    expect(await hold.next(1)).toBeUndefined();
    const call = site.call("PATCH", LINE, PATCH).catch(() => "lost");
    const held = await hold.next();
    expect(held).toMatchObject({ at: "after", request: { method: "PATCH", path: LINE, effect: { quantityAfter: 3 } } });
    expect(simulator.data.line(41000)?.quantity).toBe(3);
    await held?.release("drop");
    expect(await call).toBe("lost");
    const second = site.call("PATCH", LINE, PATCH);
    await (await hold.next())?.release();
    expect((await second).status).toBe(200);
    await expect(held?.release()).rejects.toThrow("no such thing");
  });

  it("reads and clears the requests", async () => {
    const { control, site } = await controlled();
    await site.get("/system/info");
    await site.call("PATCH", LINE, PATCH);
    expect(await control.requests({ method: ["PATCH", "POST"], path: "/finance/**", tenant: "harborline" })).toMatchObject([
      { id: 2, method: "PATCH", status: 200, headers: { clientid: TEST_CLIENT_ID } },
    ]);
    expect(await control.requests({ after: 2 })).toEqual([]);
    await control.clearRequests();
    expect(await control.requests()).toEqual([]);
  });

  it("changes settings; the control port answers also while the site does not", async () => {
    const { control, site } = await controlled();
    expect((await control.set({ listening: false, now: "2025-12-31T23:59:00Z" })).listening).toBe(false);
    await expect(site.get("/system/info")).rejects.toThrow();
    expect((await control.state()).now).toBe("2025-12-31T23:59:00.000Z");
    await control.set({ listening: true, now: null, rateLimit: { requests: 1 }, latencyMs: 1, unknownCompany: "404" });
    expect((await site.get("/system/info")).status).toBe(200);
    expect((await site.get("/system/info")).status).toBe(429);
    await control.set({ rateLimit: null });
    expect((await site.get("/system/info")).status).toBe(200);
  });

  it("adds tenants, empty, with the sample data or generated", async () => {
    const { control, simulator } = await controlled();
    await control.addTenant({ companyId: "empty", codebase: "v2024_1/", members: [{ publicKey: "P", privateKey: "K" }] });
    await control.addTenant({ companyId: "sample", dataset: "sample" });
    const dataset = { seed: 1, companies: 2, agreementsPerCompany: 3, products: 50, additionsPerAgreement: 4 };
    await control.addTenant({ companyId: "made", dataset });
    const empty = siteCaller(simulator.url, { companyId: "empty", publicKey: "P", privateKey: "K", codebase: "v2024_1/" });
    expect((await empty.get("/company/companies")).json).toEqual([]);
    expect(await control.lines("sample", 2007)).toHaveLength(1);
    expect(await control.lines("made")).toHaveLength(24);
  });

  it("refuses in a sentence what it does not understand", async () => {
    const { control, simulator } = await controlled();
    await expect(control.lines("nobody")).rejects.toThrow("no tenant nobody");
    await expect(control.edit("harborline", { do: "delete-line", id: 1 })).rejects.toThrow("no line 1");
    await expect(control.inject({ fault: { kind: "delay", ms: -1 } })).rejects.toThrow("fault.ms");
    const url = simulator.controlUrl ?? "";
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    expect((await fetch(`${url}/requests`, { method: "DELETE", body: "{}", headers: { "content-type": "text/plain" } })).status).toBe(400);
    const off = await testSimulator({ controlPort: false });
    expect(off.simulator.controlUrl).toBeUndefined();
  });
});
