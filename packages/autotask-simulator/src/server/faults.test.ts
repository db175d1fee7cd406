import { AdjustableClock } from "@integrations/simulator-kit";
import { describe, expect, it } from "vitest";
import type { Fault } from "../faults/fault-rule.ts";
import type { SiteAnswer } from "../testing/site-calls.ts";
import { testSimulator, type TestSimulator } from "../testing/test-simulator.ts";

const WRITE = "/Contracts/*/ServiceAdjustments";

function adjust({ site, contract, line }: TestSimulator, unitChange = 3): Promise<SiteAnswer> {
  const body = { contractID: contract.id, contractServiceID: line.id, effectiveDate: "2026-03-10", unitChange };
  return site.post(`/Contracts/${contract.id}/ServiceAdjustments`, body);
}

function inject({ simulator }: TestSimulator, fault: Fault): void {
  simulator.faults.inject({ match: { path: WRITE }, times: 1, fault });
}

const unitsOf = ({ simulator, line }: TestSimulator): number | undefined => simulator.data.unitsAt(line.id, "2026-03-10");

describe("a fault", () => {
  it.each([
    [{ kind: "status", status: 503, at: "before" }, 10],
    [{ kind: "status", status: 500, at: "after" }, 13],
    [{ kind: "status", status: 429, retryAfter: { seconds: 5 } }, 10],
    [{ kind: "redirect", to: "http://elsewhere.example/" }, 10],
    [{ kind: "false-success" }, 10],
    [{ kind: "garble", how: "truncated" }, 13],
    [{ kind: "garble", how: "html" }, 13],
  ] as const)("%j leaves %d units", async (fault, units) => {
    const scene = await testSimulator();
    inject(scene, fault);
    const answer = await adjust(scene);
    expect(unitsOf(scene)).toBe(units);
    if (fault.kind === "false-success") expect(answer.json).toEqual({ itemId: null });
    expect(scene.simulator.requests.writes()[0]?.faults).toEqual([fault.kind]);
  });

  it.each([
    [{ kind: "reset", at: "before" }, 10],
    [{ kind: "reset", at: "after" }, 13],
    [{ kind: "garble", how: "cut-off" }, 13],
    [{ kind: "go-down", at: "after" }, 13],
  ] as const)("%j breaks the connection and leaves %d units", async (fault, units) => {
    const scene = await testSimulator();
    inject(scene, fault);
    await expect(adjust(scene)).rejects.toThrow();
    expect(unitsOf(scene)).toBe(units);
  });

  it("hangs until it is removed", async () => {
    const scene = await testSimulator();
    const fault = scene.simulator.faults.inject({ match: { path: WRITE }, fault: { kind: "hang" } });
    const call = adjust(scene);
    call.catch(() => undefined);
    await expect.poll(() => fault.fired).toBe(1);
    fault.remove();
    await expect(call).rejects.toThrow();
  });

  it("lets a person edit meanwhile, before the effect or after", async () => {
    const scene = await testSimulator();
    inject(scene, { kind: "edit", edits: [{ do: "adjust-line", id: scene.line.id, unitChange: 2, effectiveDate: "2026-03-05" }] });
    await adjust(scene);
    expect(unitsOf(scene)).toBe(15);
  });

  it("calls the test's own code", async () => {
    const scene = await testSimulator();
    const seen: string[] = [];
    inject(scene, { kind: "call", run: ({ request, tenant }) => void seen.push(`${tenant?.id} ${request.path}`) });
    await adjust(scene);
    expect(seen).toEqual([`test /Contracts/${scene.contract.id}/ServiceAdjustments`]);
  });

  it("changes fields of an answer's rows", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({
      match: { path: "/ContractServiceUnits/query" },
      fault: { kind: "change-answer", set: { units: null }, unset: ["price"] },
    });
    const [row] = await site.query("ContractServiceUnits");
    expect(row?.["units"]).toBeNull();
    expect(row).not.toHaveProperty("price");
  });

  it("strikes the requests it is told to", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({
      match: { path: "/Services/query", bodyIncludes: "isActive" },
      nth: [2],
      fault: { kind: "status", status: 503 },
    });
    const query = async (field: string): Promise<number> =>
      (await site.post("/Services/query", { filter: [{ op: "exist", field }] })).status;
    expect([await query("isActive"), await query("name"), await query("isActive"), await query("isActive")]).toEqual([200, 200, 503, 200]);
  });
});

describe("read lag", () => {
  it("goes on showing lines and units as they were, until its time is over", async () => {
    const clock = new AdjustableClock({ now: () => new Date("2026-03-10T09:30:00Z") });
    const scene = await testSimulator({ behaviour: { readLagMs: 5_000 } }, { clock });
    const seen = async (): Promise<unknown> => {
      const rows = await scene.site.query("ContractServiceUnits", { op: "eq", field: "contractServiceID", value: scene.line.id });
      return rows.find((row) => row["startDate"] === "2026-04-01T00:00:00")?.["units"];
    };
    await adjust(scene);
    expect(unitsOf(scene)).toBe(13);
    expect(await seen()).toBe(10);
    clock.set(new Date("2026-03-10T09:30:04Z"));
    expect(await seen()).toBe(10);
    clock.set(new Date("2026-03-10T09:30:05Z"));
    expect(await seen()).toBe(13);
  });
});
