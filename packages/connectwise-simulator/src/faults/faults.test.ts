import { describe, expect, it } from "vitest";
import type { SiteAnswer, SiteCaller } from "../testing/site-calls.ts";
import { eventually, testSimulator, type TestSimulator } from "../testing/test-simulator.ts";
import type { Fault } from "./fault-rule.ts";

const LINE = "/finance/agreements/2001/additions/41000";
const PATCHES = { method: "PATCH", path: "/finance/agreements/*/additions/*" };

const patch = (site: SiteCaller, value: number): Promise<SiteAnswer> =>
  site.call("PATCH", LINE, { body: [{ op: "replace", path: "quantity", value }] });
const create = (site: SiteCaller): Promise<SiteAnswer> =>
  site.call("POST", "/finance/agreements/2001/additions", { body: { product: { id: 107 }, quantity: 5, billCustomer: "Billable" } });
const quantity = ({ simulator }: TestSimulator): number | null | undefined => simulator.data.line(41000)?.quantity;

/** A simulator whose next patch of a line meets this fault, and what that patch to 3 saw. */
async function patchInto(fault: Fault): Promise<{ test: TestSimulator; answer: SiteAnswer | undefined }> {
  const test = await testSimulator();
  test.simulator.faults.inject({ match: PATCHES, times: 1, fault });
  const answer = await patch(test.site, 3).catch(() => undefined);
  return { test, answer };
}

describe("status faults", () => {
  it("answer before the effect unless told otherwise, with the body usual for the status", async () => {
    const { test, answer } = await patchInto({ kind: "status", status: 503 });
    expect(answer).toMatchObject({ status: 503, json: { code: "ServiceUnavailable" } });
    expect(quantity(test)).toBe(14);
    expect(test.simulator.requests.last()).toMatchObject({ faults: ["status"], status: 503, outcome: "answered" });
    expect((await patch(test.site, 4)).status).toBe(200);
  });

  it("can answer after the effect: a failure that is none", async () => {
    const { test, answer } = await patchInto({ kind: "status", status: 500, at: "after" });
    expect(answer?.status).toBe(500);
    expect(quantity(test)).toBe(3);
  });

  it("429 has the key error, and Retry-After in seconds, as a date or not at all", async () => {
    const { answer } = await patchInto({ kind: "status", status: 429, retryAfter: { seconds: 7 } });
    expect(answer?.json).toEqual({ error: "ConnectWiseAPI", message: "Too many requests. Please try again in 7 seconds." });
    expect(answer?.headers.get("retry-after")).toBe("7");
    const dated = await patchInto({ kind: "status", status: 429, retryAfter: { seconds: 30, as: "date" } });
    expect(dated.answer?.headers.get("retry-after")).toBe("Wed, 11 Jun 2025 09:30:30 GMT");
    const plain = await patchInto({ kind: "status", status: 429, body: "html" });
    expect(plain.answer?.headers.get("retry-after")).toBeNull();
    expect(plain.answer?.text).toContain("<h1>Too Many Requests</h1>");
  });

  it("400 has a list of errors, null, or none", async () => {
    expect((await patchInto({ kind: "status", status: 400 })).answer?.json).toHaveProperty("errors.0.field", "quantity");
    expect((await patchInto({ kind: "status", status: 400, body: "null-errors" })).answer?.json).toHaveProperty("errors", null);
    expect((await patchInto({ kind: "status", status: 400, body: "without-errors" })).answer?.json).not.toHaveProperty("errors");
  });

  it("can carry any JSON, text, type and headers", async () => {
    const { answer } = await patchInto({ kind: "status", status: 418, json: { a: [1] }, headers: { "x-test": "yes" } });
    expect(answer).toMatchObject({ status: 418, json: { a: [1] } });
    expect(answer?.headers.get("x-test")).toBe("yes");
    const text = await patchInto({ kind: "status", status: 200, text: "fine", contentType: "text/odd" });
    expect(text.answer).toMatchObject({ status: 200, text: "fine" });
    expect(text.answer?.headers.get("content-type")).toBe("text/odd");
    expect((await patchInto({ kind: "status", status: 502, body: "empty" })).answer).toMatchObject({ status: 502, text: "" });
  });
});

describe("broken connections", () => {
  it("reset before the effect: nothing happened", async () => {
    const { test, answer } = await patchInto({ kind: "reset" });
    expect(answer).toBeUndefined();
    expect(quantity(test)).toBe(14);
    expect(test.simulator.requests.last()).toMatchObject({ outcome: "reset" });
    expect(test.simulator.requests.last()).not.toHaveProperty("effect");
  });

  it("reset after the effect: the answer is lost, the write is not", async () => {
    const { test, answer } = await patchInto({ kind: "reset", at: "after" });
    expect(answer).toBeUndefined();
    expect(quantity(test)).toBe(3);
    expect(test.simulator.requests.last()).toMatchObject({ outcome: "reset", effect: { quantityAfter: 3, stored: true } });
  });

  it("reset after a create leaves the new line", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({ match: { method: "POST" }, fault: { kind: "reset", at: "after" } });
    await expect(create(site)).rejects.toThrow();
    expect(simulator.data.lines(2001).filter((line) => line.productId === 107)).toHaveLength(1);
  });

  it("hangs until the caller leaves; after the effect, the write stands", async () => {
    const test = await testSimulator();
    const before = test.simulator.faults.inject({ match: PATCHES, nth: 1, fault: { kind: "hang" } });
    test.simulator.faults.inject({ match: PATCHES, nth: 2, fault: { kind: "hang", at: "after" } });
    const leaveWhen = async (value: number, reached: () => unknown, expected: unknown): Promise<void> => {
      const leaving = new AbortController();
      const operations = [{ op: "replace", path: "quantity", value }];
      const call = test.site.call("PATCH", LINE, { body: operations, signal: leaving.signal }).catch(() => "left");
      await eventually(reached).toBe(expected);
      leaving.abort();
      expect(await call).toBe("left");
    };
    await leaveWhen(3, () => before.fired, 1);
    expect(quantity(test)).toBe(14);
    await leaveWhen(4, () => quantity(test), 4);
    await eventually(() => test.simulator.requests.list().map(({ outcome }) => outcome)).toEqual(["left", "left"]);
  });

  it("a hanging request is cut off when its rule is removed", async () => {
    const { simulator, site } = await testSimulator();
    const rule = simulator.faults.inject({ fault: { kind: "hang" } });
    const call = site.get("/system/info").catch(() => "cut off");
    await simulator.requests.waitFor({ path: "/system/info" });
    await eventually(() => rule.fired).toBe(1);
    rule.remove();
    expect(await call).toBe("cut off");
  });

  it("a slow answer comes late, before or after the effect", async () => {
    const test = await testSimulator();
    test.simulator.faults.inject({ match: PATCHES, fault: { kind: "delay", ms: 60_000, at: "after" } });
    const call = patch(test.site, 3).catch(() => "closed");
    await eventually(() => quantity(test)).toBe(3);
    expect(test.simulator.requests.last()?.outcome).toBe("pending");
    await test.simulator.close();
    expect(await call).toBe("closed");
    const quick = await patchInto({ kind: "delay", ms: 5 });
    expect(quick.answer?.status).toBe(200);
  });

  it("the whole site goes down at a request, refuses connections, and comes back on the same port", async () => {
    const { test, answer } = await patchInto({ kind: "go-down" });
    expect(answer).toBeUndefined();
    expect(quantity(test)).toBe(14);
    await expect(test.site.get("/system/info")).rejects.toThrow();
    await test.simulator.startListening();
    expect((await test.site.get("/system/info")).status).toBe(200);
    const byItself = await patchInto({ kind: "go-down", forMs: 20, at: "after" });
    expect(quantity(byItself.test)).toBe(3);
    await eventually(() =>
      byItself.test.site.get("/system/info").then(
        ({ status }) => status,
        () => 0,
      ),
    ).toBe(200);
  });
});

describe("spoilt answers", () => {
  it.each([
    ["truncated", (answer: SiteAnswer) => expect(answer).toMatchObject({ status: 200, json: undefined })],
    ["empty", (answer: SiteAnswer) => expect(answer).toMatchObject({ status: 200, text: "" })],
    ["html", (answer: SiteAnswer) => expect(answer.headers.get("content-type")).toContain("text/html")],
    ["not-json", (answer: SiteAnswer) => expect(answer.json).toBeUndefined()],
    ["null", (answer: SiteAnswer) => expect(answer.text).toBe("null")],
    ["invalid-utf8", (answer: SiteAnswer) => expect(answer.text).toContain("�")],
    [
      "wrong-content-type",
      (answer: SiteAnswer) => {
        expect(answer.headers.get("content-type")).toContain("text/html");
        expect(answer.json).toMatchObject({ quantity: 3 });
      },
    ],
  ] as const)("%s: the write happened", async (how, check) => {
    const { test, answer } = await patchInto({ kind: "garble", how });
    if (answer === undefined) throw new Error("There should be an answer.");
    check(answer);
    expect(answer.status).toBe(200);
    expect(quantity(test)).toBe(3);
  });

  it("cut-off: the connection breaks in the middle of the body", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({ fault: { kind: "garble", how: "cut-off" } });
    const answer = site.get("/company/companies?pageSize=1000");
    await expect(answer).rejects.toThrow("terminated");
  });

  it("redirects to plain HTTP or to any other URL", async () => {
    const { test, answer } = await patchInto({ kind: "redirect", to: "plain-http" });
    expect(answer?.status).toBe(302);
    expect(answer?.headers.get("location")).toBe(`${test.simulator.url}/v2025_1/apis/3.0${LINE}`);
    expect(quantity(test)).toBe(14);
    const elsewhere = await patchInto({ kind: "redirect", to: { url: "http://elsewhere.example/x" }, status: 307, at: "after" });
    expect(elsewhere.answer?.headers.get("location")).toBe("http://elsewhere.example/x");
    expect(elsewhere.answer?.status).toBe(307);
    expect(quantity(elsewhere.test)).toBe(3);
  });

  it("changes any field of an object, or of every object of a list", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({ fault: { kind: "change-answer", set: { quantity: null, "product/identifier": "X" }, unset: ["id"] } });
    const one = await site.get(LINE);
    expect(one.json).toMatchObject({ quantity: null, product: { id: 101, identifier: "X" } });
    expect(one.json).not.toHaveProperty("id");
    expect((await site.get("/finance/agreements/2001/additions?pageSize=2")).json).toMatchObject([{ quantity: null }, { quantity: null }]);
    expect(simulator.data.line(41000)?.quantity).toBe(14);
  });
});

describe("false success", () => {
  it.each([
    [false, "old", 14, 14],
    [false, "new", 3, 14],
    [true, "old", 14, 3],
  ] as const)("stored %s, %s echoed", async (stored, echo, shown, kept) => {
    const { test, answer } = await patchInto({ kind: "false-success", stored, echo });
    expect(answer).toMatchObject({ status: 200, json: { id: 41000, quantity: shown } });
    expect(quantity(test)).toBe(kept);
    expect(test.simulator.requests.last()?.effect?.stored).toBe(stored);
  });

  it("a create that stored nothing names a line that is not there", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({ fault: { kind: "false-success", stored: false, echo: "new" } });
    const answer = await create(site);
    expect(answer).toMatchObject({ status: 201, json: { quantity: 5 } });
    expect(simulator.data.line((answer.json as { id: number }).id)).toBeUndefined();
  });

  it("a refusal stays a refusal", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({ fault: { kind: "false-success", stored: false, echo: "new" } });
    expect((await site.call("PATCH", LINE, { body: [] })).status).toBe(400);
  });
});

describe("things that happen beside a request", () => {
  it("somebody edits the data between a read and a write", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({
      match: { method: "GET", path: "/finance/agreements/2001/additions" },
      times: 1,
      fault: {
        kind: "edit",
        at: "after",
        edits: [
          { do: "cancel-line", id: 41000 },
          { do: "double-line", id: 41001 },
        ],
      },
    });
    const seen = await site.get("/finance/agreements/2001/additions?conditions=id=41000");
    expect(seen.json).toMatchObject([{ id: 41000 }]);
    expect(seen.text).not.toContain("cancelledDate");
    expect(simulator.data.line(41000)).toMatchObject({ cancelledDate: "2025-06-11T00:00:00Z" });
    expect(simulator.data.lines(2001)).toHaveLength(5);
  });

  it("the site is upgraded in the middle", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({ nth: 2, fault: { kind: "edit", edits: [{ do: "set-codebase", codebase: "v2025_2/" }] } });
    expect((await site.get("/system/info")).status).toBe(200);
    expect((await site.get("/system/info")).status).toBe(404);
  });

  it("code of the test runs while the request waits", async () => {
    const { simulator, site } = await testSimulator();
    const seen: unknown[] = [];
    simulator.faults.inject({
      fault: {
        kind: "call",
        at: "after",
        run: async ({ request, tenant }) => {
          await Promise.resolve();
          seen.push(request.method, tenant?.companyId);
        },
      },
    });
    await site.get("/system/info");
    expect(seen).toEqual(["GET", "harborline"]);
  });
});

describe("which requests a rule strikes", () => {
  const statuses = async (site: SiteCaller, count: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let index = 0; index < count; index += 1) seen.push((await site.get("/system/info")).status);
    return seen;
  };

  it("all, the nth, several, from the nth on, or so many times", async () => {
    const { simulator, site } = await testSimulator();
    const fault = { kind: "status", status: 401 } as const;
    for (const [rule, expected] of [
      [{}, [401, 401, 401, 401]],
      [{ nth: 2 }, [200, 401, 200, 200]],
      [{ nth: [1, 3] }, [401, 200, 401, 200]],
      [{ from: 3 }, [200, 200, 401, 401]],
      [{ times: 1 }, [401, 200, 200, 200]],
      [{ from: 2, times: 2 }, [200, 401, 401, 200]],
    ] as const) {
      const injected = simulator.faults.inject({ ...rule, nth: "nth" in rule ? [rule.nth].flat() : undefined, fault });
      expect(await statuses(site, 4)).toEqual(expected);
      expect([injected.seen, injected.fired]).toEqual([4, expected.filter((status) => status === 401).length]);
      injected.remove();
    }
    expect(simulator.faults.list()).toEqual([]);
  });

  it("those of a method, a path, a query, a body, a tenant, or whatever a function says", async () => {
    const { simulator, site } = await testSimulator();
    simulator.addTenant({ companyId: "other" });
    const fault = { kind: "status", status: 500 } as const;
    const strikes = async (
      match: Parameters<typeof simulator.faults.inject>[0]["match"],
      call: () => Promise<{ status: number }>,
    ): Promise<boolean> => {
      const rule = simulator.faults.inject({ ...(match === undefined ? {} : { match }), fault });
      const { status } = await call();
      rule.remove();
      return status === 500;
    };
    const info = (): Promise<SiteAnswer> => site.get("/system/info?page=2");
    expect(await strikes({ method: ["post", "get"] }, info)).toBe(true);
    expect(await strikes({ method: "POST" }, info)).toBe(false);
    expect(await strikes({ path: "/system/*" }, info)).toBe(true);
    expect(await strikes({ query: { page: "2" } }, info)).toBe(true);
    expect(await strikes({ query: { page: "3" } }, info)).toBe(false);
    expect(await strikes({ tenant: "harborline" }, info)).toBe(true);
    expect(await strikes({ tenant: "other" }, info)).toBe(false);
    expect(await strikes({ where: ({ id }) => id < 0 }, info)).toBe(false);
    expect(await strikes({ bodyIncludes: '"value":3' }, () => patch(site, 3))).toBe(true);
    expect(await strikes({ bodyIncludes: '"value":3' }, () => patch(site, 4))).toBe(false);
    expect(await strikes({ path: "/login/companyinfo/*" }, () => fetch(`${simulator.url}/login/companyinfo/harborline`))).toBe(true);
  });

  it("the first fault that ends a request is the last that strikes it", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({ fault: { kind: "edit", edits: [{ do: "edit-line", id: 41000, changes: { quantity: 1 } }] } });
    simulator.faults.inject({ label: "first", fault: { kind: "status", status: 502 } });
    simulator.faults.inject({ fault: { kind: "status", status: 503 } });
    expect((await site.get("/system/info")).status).toBe(502);
    expect(simulator.data.line(41000)?.quantity).toBe(1);
    expect(simulator.requests.last()?.faults).toEqual(["edit", "first", "status"]);
    simulator.faults.clear();
    expect((await site.get("/system/info")).status).toBe(200);
  });

  it("refuses a rule that is not well formed", async () => {
    const { simulator } = await testSimulator();
    expect(() => simulator.faults.inject({ nth: 0, fault: { kind: "reset" } })).toThrow("nth");
    expect(() => simulator.faults.inject({ fault: { kind: "status", status: 99 } })).toThrow("status");
  });

  it("an edit of what is not there shows as the simulator's own failure", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({ fault: { kind: "edit", edits: [{ do: "delete-line", id: 1 }] } });
    expect(await site.get("/system/info")).toMatchObject({
      status: 500,
      json: { code: "SimulatorFault", message: expect.stringContaining("no line 1") as unknown },
    });
  });
});
