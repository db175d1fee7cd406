import type { Fault } from "@integrations/connectwise-simulator";
import type { Agreement, Line, ProviderSession } from "@integrations/core";
import { failureOf } from "@integrations/provider-kit/testing";
import { describe, expect, it } from "vitest";
import { openScene, TODAY, type SceneOptions, type TestScene } from "./testing/test-scene.ts";

interface WritingScene extends TestScene {
  readonly open: ProviderSession;
  readonly agreement: Agreement;
  readonly line: Line;
  readonly productId: string;
  quantityNow(): number | null | undefined;
  set(quantity: number): Promise<{ lineId: string; quantity: number }>;
  add(quantity: number, effectiveOn?: string): Promise<{ lineId: string; quantity: number }>;
  writes(): Array<{ method: string; body: unknown }>;
}

/** An agreement with one line of 3, another product to add, and a session that has read them. */
async function writing(options: SceneOptions = {}, agreementChanges: object = {}): Promise<WritingScene> {
  const scene = await openScene(options);
  const { data } = scene.simulator;
  const company = data.addCompany({ name: "Acme" });
  const [kept, added] = [data.addProduct({ identifier: "KEPT" }), data.addProduct({ identifier: "ADDED" })];
  const record = data.addAgreement({ companyId: company.id, name: "A", startDate: "2025-01-01T00:00:00Z", ...agreementChanges });
  const addition = data.addLine({
    agreementId: record.id,
    productId: kept.id,
    quantity: 3,
    customFields: [{ id: 1, caption: "Note", value: "keep" }],
  });
  const open = scene.session();
  const [agreement] = await open.readAgreements([String(record.id)]);
  let line: Line | undefined;
  for await (const { lines } of open.readLines([String(record.id)], { asOf: TODAY })) line = lines?.[0];
  if (agreement === undefined || line === undefined) throw new Error("The scene could not be read.");
  const found = { agreement, line, productId: String(added.id) };
  return {
    ...scene,
    ...found,
    open,
    quantityNow: () => data.line(addition.id)?.quantity,
    set: (quantity) => open.setQuantity({ line: found.line, quantity, asOf: TODAY }),
    add: (quantity, effectiveOn = TODAY) => open.addLine({ agreement: found.agreement, productId: found.productId, quantity, effectiveOn }),
    writes: () => scene.simulator.requests.writes().map(({ method, body }) => ({ method, body })),
  };
}

const PATCHES = { method: "PATCH" };
const POSTS = { method: "POST" };

describe("setting a quantity", () => {
  it("sends one replacement and nothing else", async () => {
    const scene = await writing();
    expect(await scene.set(12)).toEqual({ lineId: scene.line.id, quantity: 12 });
    expect(scene.quantityNow()).toBe(12);
    expect(scene.writes()).toEqual([{ method: "PATCH", body: [{ op: "replace", path: "quantity", value: 12 }] }]);
    expect(scene.simulator.requests.last(PATCHES)?.headers["content-type"]).toBe("application/json");
  });

  it.each(["two", "shortest"] as const)("takes 12.00 and 12 for one number (%s)", async (decimals) => {
    const scene = await writing({ tenant: { behaviour: { decimals } } });
    expect((await scene.set(12)).quantity).toBe(12);
    expect(scene.simulator.requests.count).toBe(4);
  });

  it.each<readonly [string, Fault, number]>([
    ["429 with seconds", { kind: "status", status: 429, retryAfter: { seconds: 7 } }, 7_000],
    ["429 with a date", { kind: "status", status: 429, retryAfter: { seconds: 7, as: "date" } }, 7_000],
    ["429 with the seconds in its text only", { kind: "status", status: 429 }, 30_000],
  ])("waits as told after %s", async (_what, fault, waitedMs) => {
    const scene = await writing();
    scene.simulator.faults.inject({ match: PATCHES, times: 1, fault });
    const beganAt = scene.clock.now().getTime();
    await scene.set(12);
    expect(scene.clock.now().getTime() - beganAt).toBe(waitedMs);
  });

  it.each<readonly [string, Fault]>([
    ["429 as a page of a proxy", { kind: "status", status: 429, body: "html" }],
    ["500", { kind: "status", status: 500 }],
    ["502 as a page", { kind: "status", status: 502, body: "html" }],
    ["500 after the effect", { kind: "status", status: 500, at: "after" }],
    ["a reset", { kind: "reset" }],
    ["a reset after the effect", { kind: "reset", at: "after" }],
    ["half an answer", { kind: "garble", how: "truncated" }],
    ["an answer cut off", { kind: "garble", how: "cut-off" }],
    ["an empty answer", { kind: "garble", how: "empty" }],
    ["a page", { kind: "garble", how: "html" }],
    ["null", { kind: "garble", how: "null" }],
    ["an answer about another addition", { kind: "change-answer", set: { id: 4711 } }],
    ["an answer without an id", { kind: "change-answer", unset: ["id"] }],
  ])("gets through %s", async (_what, fault) => {
    const scene = await writing();
    scene.simulator.faults.inject({ match: PATCHES, times: 2, fault });
    expect(await scene.set(12)).toEqual({ lineId: scene.line.id, quantity: 12 });
    expect(scene.quantityNow()).toBe(12);
    expect(scene.writes()).toHaveLength(3);
  });

  it("reads an answer of the wrong content type for what it is", async () => {
    const scene = await writing();
    scene.simulator.faults.inject({ match: PATCHES, fault: { kind: "garble", how: "wrong-content-type" } });
    expect((await scene.set(12)).quantity).toBe(12);
  });

  it("ends after ten tries", async () => {
    const scene = await writing();
    scene.simulator.faults.inject({ match: PATCHES, fault: { kind: "status", status: 503 } });
    expect(await failureOf(scene.set(12))).toMatchObject({
      code: "unavailable",
      retryable: true,
      effect: "unknown",
      context: { tries: 10 },
    });
    expect(scene.writes()).toHaveLength(10);
  });

  it("takes a slow answer whose write took effect for lost, and sends it again", async () => {
    const scene = await writing({ runtime: { outboundLimits: { answerTimeoutMs: 150 } } });
    scene.simulator.faults.inject({ match: PATCHES, times: 1, fault: { kind: "hang", at: "after" } });
    expect((await scene.set(12)).quantity).toBe(12);
    expect(scene.quantityNow()).toBe(12);
  });

  it.each([
    [{ stored: false, echo: "old" }, "conflict", 3],
    [{ stored: true, echo: "old" }, undefined, 12],
    [{ stored: true, echo: "new" }, undefined, 12],
  ] as const)("believes a 200 only where the quantity is there: %j", async (lie, code, expected) => {
    const scene = await writing();
    scene.simulator.faults.inject({ match: PATCHES, fault: { kind: "false-success", ...lie } });
    const result = await scene.set(12).catch((error: unknown) => error);
    expect(result).toMatchObject(code === undefined ? { quantity: 12 } : { code, reason: "write_not_confirmed", effect: "unknown" });
    expect(scene.quantityNow()).toBe(expected);
    expect(scene.writes()).toHaveLength(1);
  });

  it.each([
    [{ kind: "redirect", to: "plain-http" }, "invalid_response"],
    [{ kind: "redirect", to: { url: "https://evil.example/x" } }, "invalid_response"],
    [{ kind: "status", status: 400 }, "rejected"],
    [{ kind: "status", status: 400, body: "without-errors" }, "rejected"],
    [{ kind: "status", status: 403 }, "permission_missing"],
    [{ kind: "status", status: 409 }, "conflict"],
    [{ kind: "status", status: 415 }, "rejected"],
  ] as const)("is tried once where the answer is %j", async (fault, code) => {
    const scene = await writing();
    scene.simulator.faults.inject({ match: PATCHES, fault });
    const error = await failureOf(scene.set(12));
    expect(error).toMatchObject({ code, retryable: false });
    expect(error.detail ?? "").not.toBe("");
    expect(scene.writes()).toHaveLength(1);
    expect(scene.quantityNow()).toBe(3);
  });

  it.each(["allowed", "refused"] as const)(
    "does not take a cancelled addition for set where changing it is %s",
    async (patchOfCancelledLine) => {
      const scene = await writing({ tenant: { behaviour: { patchOfCancelledLine } } });
      scene.simulator.data.cancelLine(Number(scene.line.id), `${TODAY}T00:00:00Z`);
      expect(await failureOf(scene.set(12))).toMatchObject({ code: patchOfCancelledLine === "allowed" ? "conflict" : "rejected" });
    },
  );

  it("takes an addition that is cancelled only later for ongoing", async () => {
    const scene = await writing();
    scene.simulator.data.cancelLine(Number(scene.line.id), "2026-03-11T00:00:00Z");
    expect((await scene.set(12)).quantity).toBe(12);
  });

  it("is a conflict where the addition holds another product by now", async () => {
    const scene = await writing();
    scene.simulator.data.editLine(Number(scene.line.id), { productId: Number(scene.productId) });
    expect(await failureOf(scene.set(12))).toMatchObject({ code: "conflict" });
  });

  it.each([
    ["patchToZero", 0],
    ["writeOnEndedAgreement", 12],
  ] as const)("tells what ConnectWise said where it is refused for %s", async (behaviour, quantity) => {
    const refusing = await writing({ tenant: { behaviour: { [behaviour]: "refused" } } });
    if (behaviour === "writeOnEndedAgreement") refusing.simulator.data.cancelAgreement(Number(refusing.agreement.id));
    const error = await failureOf(refusing.set(quantity));
    expect(error).toMatchObject({ code: "rejected", effect: "none" });
    expect(error.detail).toMatch(/greater than zero|no longer active/);
  });

  it("sets 0 where that is allowed, and the line stays", async () => {
    const scene = await writing();
    expect(await scene.set(0)).toEqual({ lineId: scene.line.id, quantity: 0 });
    expect(scene.quantityNow()).toBe(0);
  });

  it("sends custom fields back unchanged where the site demands them, and learns that", async () => {
    const scene = await writing({ tenant: { behaviour: { customFieldsDemanded: true } } });
    await scene.set(12);
    await scene.set(13);
    expect(scene.quantityNow()).toBe(13);
    expect(scene.simulator.data.line(Number(scene.line.id))?.customFields).toEqual([{ id: 1, caption: "Note", value: "keep" }]);
    expect(scene.writes()).toHaveLength(3);
  });
});

describe("adding a line", () => {
  it("sends product, quantity, that it is billable and its first day, and nothing about money", async () => {
    const scene = await writing();
    const written = await scene.add(5, "2026-03-01");
    expect(written.quantity).toBe(5);
    expect(scene.writes()).toEqual([
      {
        method: "POST",
        body: { product: { id: Number(scene.productId) }, quantity: 5, billCustomer: "Billable", effectiveDate: "2026-03-01T00:00:00Z" },
      },
    ]);
    expect(scene.simulator.data.line(Number(written.lineId))).toMatchObject({
      quantity: 5,
      billCustomer: "Billable",
      effectiveDate: "2026-03-01T00:00:00Z",
    });
  });

  it.each<readonly [string, Fault, string, number]>([
    ["500", { kind: "status", status: 500 }, "unavailable", 0],
    ["500 after the effect", { kind: "status", status: 500, at: "after" }, "unavailable", 1],
    ["502 as a page", { kind: "status", status: 502, body: "html" }, "unavailable", 0],
    ["a reset", { kind: "reset" }, "unavailable", 0],
    ["a reset after the effect", { kind: "reset", at: "after" }, "unavailable", 1],
    ["half an answer", { kind: "garble", how: "truncated" }, "invalid_response", 1],
    ["an empty answer", { kind: "garble", how: "empty" }, "invalid_response", 1],
    ["a page with 200", { kind: "garble", how: "html" }, "invalid_response", 1],
    ["an answer without an id", { kind: "change-answer", unset: ["id"] }, "invalid_response", 1],
    ["a redirect to plain HTTP", { kind: "redirect", to: "plain-http", at: "after" }, "invalid_response", 1],
  ])("is never sent twice after %s; nobody knows its effect", async (_what, fault, code, lines) => {
    const scene = await writing();
    scene.simulator.faults.inject({ match: POSTS, fault });
    expect(await failureOf(scene.add(5))).toMatchObject({ code, effect: "unknown" });
    expect(scene.writes()).toHaveLength(1);
    expect(scene.simulator.data.lines(Number(scene.agreement.id))).toHaveLength(1 + lines);
  });

  it("is never sent twice after silence; nobody knows its effect", async () => {
    const scene = await writing({ runtime: { outboundLimits: { answerTimeoutMs: 150 } } });
    scene.simulator.faults.inject({ match: POSTS, fault: { kind: "hang", at: "after" } });
    expect(await failureOf(scene.add(5))).toMatchObject({ code: "timeout", effect: "unknown" });
    expect(scene.writes()).toHaveLength(1);
  });

  it("is sent again after a 429, and while nobody listens", async () => {
    const scene = await writing();
    scene.simulator.faults.inject({ match: POSTS, times: 2, fault: { kind: "status", status: 429, retryAfter: { seconds: 3 } } });
    expect((await scene.add(5)).quantity).toBe(5);
    expect(scene.simulator.data.lines(Number(scene.agreement.id))).toHaveLength(2);

    await scene.simulator.stopListening();
    // Empties the pool: a call that goes out on a connection just broken could not tell that it did nothing.
    await failureOf(scene.open.readAgreements([scene.agreement.id]));
    expect(await failureOf(scene.add(6))).toMatchObject({ code: "unavailable", effect: "none", context: { tries: 10 } });
    await scene.simulator.startListening();
    expect(scene.simulator.data.lines(Number(scene.agreement.id))).toHaveLength(2);
  });

  it.each(["filled", "absent"] as const)("is refused in a period that is invoiced already (errors %s)", async (errorList) => {
    const scene = await writing({ tenant: { behaviour: { errorList } } }, { prorateFlag: false, invoicedThrough: "2026-03-31T00:00:00Z" });
    const error = await failureOf(scene.add(5));
    expect(error).toMatchObject({ code: "rejected", effect: "none" });
    // Without particulars nobody can know why.
    expect(error.reason).toBe(errorList === "filled" ? "period_invoiced" : undefined);
    expect(scene.simulator.data.lines(Number(scene.agreement.id))).toHaveLength(1);
  });

  it("is refused before the agreement's billing start, in ConnectWise's own words", async () => {
    const scene = await writing({}, { billStartDate: "2026-05-01T00:00:00Z" });
    const error = await failureOf(scene.add(5));
    expect(error.reason).toBeUndefined();
    expect(error.detail).toContain("billing start");
  });

  it("is refused for a bundle product and for one that became inactive", async () => {
    const scene = await writing();
    scene.simulator.data.inactivateProduct(Number(scene.productId));
    expect((await failureOf(scene.add(5))).detail).toContain("inactive");
    scene.simulator.data.editProduct(Number(scene.productId), { inactiveFlag: false, productClass: "Bundle" });
    expect((await failureOf(scene.add(5))).detail).toContain("bundle");
  });

  it("is a doubt where the answer shows another quantity and the record too", async () => {
    const scene = await writing();
    scene.simulator.faults.inject({
      match: { path: "/finance/agreements/*/additions/*" },
      fault: { kind: "change-answer", set: { quantity: 1 } },
    });
    scene.simulator.faults.inject({ match: POSTS, fault: { kind: "change-answer", set: { quantity: 1 } } });
    expect(await failureOf(scene.add(5))).toMatchObject({ code: "conflict", reason: "write_not_confirmed", effect: "unknown" });
  });

  it("comes without custom fields, and with none in them where the site demands them", async () => {
    const scene = await writing({ tenant: { behaviour: { customFieldsDemanded: true } } });
    expect((await scene.add(5)).quantity).toBe(5);
    expect(scene.writes().map(({ body }) => Object.keys(body as object).includes("customFields"))).toEqual([false, true]);
    expect(scene.simulator.data.lines(Number(scene.agreement.id))).toHaveLength(2);
  });

  it("without the right to add is told as such, and setting still works", async () => {
    const scene = await writing();
    const { role } = scene.simulator.tenant().member("SimPublicKey0001") ?? { role: {} };
    scene.simulator
      .tenant()
      .changeMember("SimPublicKey0001", { role: { ...role, "Finance > Agreements": { inquire: "All", edit: "All" } } });
    expect(await failureOf(scene.add(5))).toMatchObject({ code: "permission_missing", effect: "none" });
    expect((await scene.set(4)).quantity).toBe(4);
  });
});

describe("a 401 in the middle of many writes", () => {
  it("ends all of them: nothing more is sent but what was under way", async () => {
    const scene = await writing();
    const agreementId = Number(scene.agreement.id);
    const lines = Array.from({ length: 60 }, () =>
      scene.simulator.data.addLine({ agreementId, productId: Number(scene.productId), quantity: 1 }),
    );
    scene.simulator.faults.inject({ match: PATCHES, from: 10, fault: { kind: "status", status: 401 } });
    const results = await Promise.allSettled(
      lines.map(({ id }) =>
        scene.open.setQuantity({ line: { ...scene.line, id: String(id), productId: scene.productId }, quantity: 2, asOf: TODAY }),
      ),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(9);
    expect(scene.writes().length).toBeLessThanOrEqual(10 + 20);
  });
});
