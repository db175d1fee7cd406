import { describe, expect, it } from "vitest";
import { testSimulator } from "../testing/test-simulator.ts";

const LINE = "/finance/agreements/2001/additions/41000";

describe("request log", () => {
  it("keeps what was received: method, path, query, headers, body, tenant, status, time", async () => {
    const { simulator, site } = await testSimulator();
    await site.call("PATCH", `${LINE}?fields=id`, { body: [{ op: "replace", path: "quantity", value: 2 }] });
    await fetch(`${simulator.url}/login/companyinfo/harborline`);
    const [patch, discovery] = simulator.requests.list();
    expect(patch).toMatchObject({
      id: 1,
      receivedAt: "2025-06-11T09:30:00Z",
      method: "PATCH",
      url: `/v2025_1/apis/3.0${LINE}?fields=id`,
      path: LINE,
      query: { fields: "id" },
      headers: { "content-type": "application/json", clientid: "0c5f3a52-7a0b-4d6e-9a53-1f1f5ed0a111" },
      body: [{ op: "replace", path: "quantity", value: 2 }],
      tenant: "harborline",
      status: 200,
      outcome: "answered",
      faults: [],
    });
    expect(patch?.durationMs).toBeGreaterThanOrEqual(0);
    expect(discovery).toMatchObject({ id: 2, path: "/login/companyinfo/harborline", tenant: "harborline" });
    expect(discovery).not.toHaveProperty("body");
    expect(discovery?.headers).not.toHaveProperty("authorization");
  });

  it("filters by method, path, tenant and age", async () => {
    const { simulator, site } = await testSimulator();
    await site.get("/system/info");
    await site.get(LINE);
    await site.call("PATCH", LINE, { body: [] });
    const { requests } = simulator;
    expect(requests.list({ method: "GET" }).map(({ id }) => id)).toEqual([1, 2]);
    expect(requests.list({ path: "/finance/**" }).map(({ id }) => id)).toEqual([2, 3]);
    expect(requests.list({ tenant: "other" })).toEqual([]);
    expect(requests.list({ after: 2 }).map(({ id }) => id)).toEqual([3]);
    expect(requests.writes().map(({ id }) => id)).toEqual([3]);
    expect(requests.last({ method: "GET" })?.id).toBe(2);
    requests.clear();
    expect([requests.count, requests.list()]).toEqual([0, []]);
    await site.get("/system/info");
    expect(requests.last()?.id).toBe(4);
  });

  it("drops the oldest beyond what it keeps, and says so", async () => {
    const { simulator, site } = await testSimulator({ keepRequests: 3 });
    for (let index = 0; index < 7; index += 1) await site.get("/system/info");
    const { requests } = simulator;
    expect(requests.count).toBe(7);
    expect(requests.dropped + requests.list().length).toBe(7);
    expect(requests.list().map(({ id }) => id)).toEqual(
      Array.from({ length: requests.list().length }, (_, index) => requests.dropped + index + 1),
    );
    expect(requests.list().length).toBeGreaterThanOrEqual(3);
  });

  it("waits for a request that is still to come, and not for ever", async () => {
    const { simulator, site } = await testSimulator();
    const coming = simulator.requests.waitFor({ path: LINE });
    await site.get("/system/info");
    await site.get(LINE);
    expect((await coming).path).toBe(LINE);
    await expect(simulator.requests.waitFor({ path: "/never" }, AbortSignal.timeout(5))).rejects.toThrow("in time");
  });
});
