import { describe, expect, it, onTestFinished } from "vitest";
import type { FaultRule } from "../faults/fault-rule.ts";
import { startCounter, type Counter } from "../testing/counter-site.ts";
import type { FaultOf, RunningSimulator } from "./vendor.ts";

type Fault = FaultOf<Counter>;

async function counterSite(): Promise<RunningSimulator<Counter>> {
  const simulator = await startCounter();
  onTestFinished(() => simulator.close());
  return simulator;
}

const put = (simulator: RunningSimulator<Counter>, value: number): Promise<Response> =>
  fetch(`${simulator.url}/api/first?by=test`, { method: "PUT", body: String(value) });

/** What a write of 5 comes to where this fault meets it: the number that is stored, and what the caller saw. */
async function writeInto(fault: Fault, rule: Partial<FaultRule<Fault, Counter["request"]>> = {}): Promise<[number, number | string]> {
  const simulator = await counterSite();
  simulator.faults.inject({ match: { method: "PUT" }, ...rule, fault });
  const answer = async (): Promise<number | string> => {
    const response = await put(simulator, 5);
    return response.ok ? response.text() : response.status;
  };
  const seen = await answer().catch(() => "lost");
  return [simulator.data.value, seen];
}

const ANSWER = '{"value":5,"of":{"name":"first"}}';

describe("a call", () => {
  it("has its effect and its answer, and both are in the log", async () => {
    const simulator = await counterSite();
    expect(await (await put(simulator, 7)).json()).toEqual({ value: 7, of: { name: "first" } });
    await fetch(`${simulator.url}/api/nobody`);
    await expect.poll(() => simulator.requests.list().map(({ outcome }) => outcome)).toEqual(["answered", "answered"]);
    expect(simulator.requests.list()).toMatchObject([
      { id: 1, path: "/first", query: { by: "test" }, body: 7, tenant: "first", isWrite: true, status: 200, effect: { value: 7 } },
      { id: 2, path: "/nobody", isWrite: false, status: 404 },
    ]);
    expect(simulator.requests.list()[1]).not.toHaveProperty("tenant");
    expect(simulator.requests.writes().map(({ id }) => id)).toEqual([1]);
  });

  it("keeps its place until its answer goes out, also where a fault or a mistake of the simulator ends it", async () => {
    const simulator = await counterSite();
    const hold = simulator.faults.hold({ match: { method: "PUT" }, nth: 1 });
    const first = put(simulator, 1);
    const held = await hold.next();
    expect((await put(simulator, 2)).status).toBe(429);
    held.release();
    expect((await first).status).toBe(200);
    hold.remove();
    for (const fault of [{ kind: "teapot" }, { kind: "call", run: () => Promise.reject(new Error("Oops.")) }] as const) {
      simulator.faults.clear();
      simulator.faults.inject({ times: 1, fault });
      expect((await put(simulator, 3)).ok).toBe(false);
      expect((await put(simulator, 4)).status).toBe(200);
    }
  });

  it("whose simulator is wrong is told so", async () => {
    const [value, status] = await writeInto({ kind: "edit", edits: [{ do: "set", value: 1 }], tenant: "nobody" });
    expect([value, status]).toEqual([0, 500]);
  });
});

describe("a fault", () => {
  it.each<[Fault, number, number | string]>([
    [{ kind: "teapot" }, 0, 418],
    [{ kind: "teapot", at: "after" }, 5, 418],
    [{ kind: "reset" }, 0, "lost"],
    [{ kind: "reset", at: "after" }, 5, "lost"],
    [{ kind: "go-down", at: "after" }, 5, "lost"],
    [{ kind: "delay", ms: 1 }, 5, ANSWER],
    [{ kind: "garble", how: "cut-off" }, 5, "lost"],
    [{ kind: "garble", how: "truncated" }, 5, ANSWER.slice(0, 16)],
    [{ kind: "garble", how: "empty" }, 5, ""],
    [{ kind: "garble", how: "null" }, 5, "null"],
    [{ kind: "garble", how: "html" }, 5, "<p>Down</p>"],
    [{ kind: "change-answer", set: { value: 9 }, unset: ["of/name"] }, 5, '{"value":9,"of":{}}'],
    [{ kind: "edit", at: "after", edits: [{ do: "set", value: 2 }] }, 2, ANSWER],
  ])("%j leaves %i, and the caller sees %s", async (fault, value, seen) => {
    expect(await writeInto(fault)).toEqual([value, seen]);
  });

  it("strikes the requests it is told to, and counts them", async () => {
    const simulator = await counterSite();
    const fault = simulator.faults.inject({
      match: { method: "put", path: "/FIRST", tenant: "first", query: { by: "test" }, bodyIncludes: "5", where: ({ isWrite }) => isWrite },
      from: 2,
      times: 1,
      label: "mine",
      fault: { kind: "teapot" },
    });
    const statuses = [];
    for (const value of [5, 4, 5, 5]) statuses.push((await put(simulator, value)).status);
    expect(statuses).toEqual([200, 200, 418, 200]);
    expect(fault).toMatchObject({ seen: 3, fired: 1 });
    expect(simulator.requests.list().map(({ faults }) => faults)).toEqual([[], [], ["mine"], []]);
  });

  it("that is not well formed is refused", async () => {
    const simulator = await counterSite();
    expect(() => simulator.faults.inject({ fault: { kind: "delay", ms: -1 } })).toThrow("Too small");
    expect(() => simulator.faults.inject({ nth: 0, fault: { kind: "hang" } })).toThrow("Too small");
    expect(simulator.faults.list()).toEqual([]);
  });

  it("hangs until it is removed", async () => {
    const simulator = await counterSite();
    const fault = simulator.faults.inject({ fault: { kind: "hang" } });
    const call = put(simulator, 5).catch(() => "lost");
    await expect.poll(() => fault.fired).toBe(1);
    fault.remove();
    expect(await call).toBe("lost");
    expect(simulator.data.value).toBe(0);
  });
});

it("comes back on the same port after it was down for a while", async () => {
  const simulator = await counterSite();
  const { url } = simulator;
  simulator.faults.inject({ times: 1, fault: { kind: "go-down", forMs: 1 } });
  await expect(put(simulator, 1)).rejects.toThrow("fetch failed");
  await expect.poll(() => simulator.listening).toBe(true);
  expect((await put(simulator, 1)).status).toBe(200);
  expect(simulator.url).toBe(url);
});
