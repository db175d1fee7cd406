import { describe, expect, it } from "vitest";
import type { SiteAnswer, SiteCaller } from "../testing/site-calls.ts";
import { eventually, testSimulator } from "../testing/test-simulator.ts";

const LINE = "/finance/agreements/2001/additions/41000";
const patch = (site: SiteCaller, value: number, signal?: AbortSignal): Promise<SiteAnswer> =>
  site.call("PATCH", LINE, { body: [{ op: "replace", path: "quantity", value }], ...(signal === undefined ? {} : { signal }) });

describe("requests that stand still", () => {
  it("before the effect: nothing has happened until it is released", async () => {
    const { simulator, site } = await testSimulator();
    const hold = simulator.faults.hold({ match: { method: "PATCH" } });
    const call = patch(site, 3);
    const held = await hold.next();
    expect(held).toMatchObject({ at: "before", request: { method: "PATCH", outcome: "pending" } });
    expect(simulator.data.line(41000)?.quantity).toBe(14);
    held.release();
    expect((await call).status).toBe(200);
    expect(simulator.data.line(41000)?.quantity).toBe(3);
  });

  it("after the effect: it has happened, the caller does not know", async () => {
    const { simulator, site } = await testSimulator();
    const hold = simulator.faults.hold({ match: { method: "PATCH" }, at: "after" });
    const call = patch(site, 3).catch(() => "lost");
    const held = await hold.next();
    expect(simulator.data.line(41000)?.quantity).toBe(3);
    held.release("drop");
    expect(await call).toBe("lost");
    expect(simulator.data.line(41000)?.quantity).toBe(3);
  });

  it("dropped before the effect, it never happens", async () => {
    const { simulator, site } = await testSimulator();
    const hold = simulator.faults.hold({});
    const call = patch(site, 3).catch(() => "lost");
    (await hold.next()).release("drop");
    expect(await call).toBe("lost");
    expect(simulator.data.line(41000)?.quantity).toBe(14);
  });

  it("released after its caller died, a request still has its effect, as on a real server", async () => {
    const { simulator, site } = await testSimulator();
    const hold = simulator.faults.hold({});
    const death = new AbortController();
    const call = patch(site, 3, death.signal).catch(() => "died");
    const held = await hold.next();
    death.abort();
    expect(await call).toBe("died");
    await eventually(() => held.request.outcome).toBe("left");
    held.release();
    await eventually(() => simulator.data.line(41000)?.quantity).toBe(3);
    expect(held.request.effect?.stored).toBe(true);
  });

  it("hands out one request after the other, whichever came first: the request or who waits", async () => {
    const { simulator, site } = await testSimulator();
    const hold = simulator.faults.hold({ match: { path: "/system/info" } });
    const first = hold.next();
    const calls = [site.get("/system/info?page=1"), site.get("/system/info?page=2")];
    const seen = [(await first).request.query["page"], (await hold.next()).request.query["page"]];
    expect(seen.toSorted()).toEqual(["1", "2"]);
    expect(simulator.faults.holds.list()).toHaveLength(2);
    hold.remove();
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200]);
    expect(simulator.faults.holds.list()).toEqual([]);
    expect((await site.get("/system/info")).status).toBe(200);
  });

  it("who no longer waits takes no request away", async () => {
    const { simulator, site } = await testSimulator();
    const hold = simulator.faults.hold({});
    expect(await simulator.faults.holds.next(hold.injected.id, AbortSignal.timeout(5))).toBeUndefined();
    const call = site.get("/system/info");
    (await hold.next()).release();
    expect((await call).status).toBe(200);
  });

  it("closing the simulator ends all that stand still", async () => {
    const { simulator, site } = await testSimulator();
    const hold = simulator.faults.hold({});
    const call = patch(site, 3).catch(() => "lost");
    await hold.next();
    await simulator.close();
    expect(await call).toBe("lost");
    expect(simulator.faults.holds.list()).toEqual([]);
  });
});
