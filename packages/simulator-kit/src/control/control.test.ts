import { expect, it, onTestFinished } from "vitest";
import type { RunningSimulator } from "../server/vendor.ts";
import { startCounter, type Counter } from "../testing/counter-site.ts";
import { controlCaller, ofTenant, sharedControl, type ControlCaller, type SharedControl } from "./control-client.ts";

interface CounterTypes {
  readonly settings: { readonly listening?: boolean; readonly now?: string | null; readonly latencyMs?: number; readonly shout?: boolean };
  readonly newTenant: Counter["tenantOptions"];
  readonly edit: Counter["edit"];
  readonly fault: Counter["fault"];
  readonly request: Counter["request"];
}

interface Controlled {
  readonly simulator: RunningSimulator<Counter>;
  readonly control: SharedControl<CounterTypes>;
  readonly call: ControlCaller;
}

async function controlled(): Promise<Controlled> {
  const simulator = await startCounter({ clock: { now: () => new Date("2026-01-02T03:04:05Z") } });
  onTestFinished(() => simulator.close());
  const call = controlCaller(simulator.controlUrl ?? "");
  return { simulator, control: sharedControl(call), call };
}

const read = async ({ url }: { readonly url: string }): Promise<string> => (await fetch(`${url}/api/first`)).text();

it("tells the state, and turns shared and own settings", async () => {
  const { simulator, control } = await controlled();
  const { site, url } = simulator;
  expect(await control.state()).toEqual({ site, url, listening: true, tenants: ["first"], requests: 0, now: "2026-01-02T03:04:05.000Z" });
  expect(await control.set({ listening: false, shout: true, now: "2030-01-01T00:00:00Z" })).toMatchObject({
    listening: false,
    now: "2030-01-01T00:00:00.000Z",
  });
  await expect(read(simulator)).rejects.toThrow("fetch failed");
  await control.set({ listening: true });
  expect(await read(simulator)).toContain('"VALUE":0');
});

it("edits, and serves the vendor's own routes beside the shared ones", async () => {
  const { control, call } = await controlled();
  expect(await control.edit("first", { do: "set", value: 3 }, { do: "set", value: 4 })).toEqual([{ value: 4 }, { value: 4 }]);
  expect(await call("GET", ofTenant("first", "/value"))).toBe(4);
  await expect(control.edit("first", { do: "set", value: 1.5 })).rejects.toThrow("0.value");
  await expect(call("GET", "/nothing")).rejects.toThrow("There is no GET /_control/nothing");
});

it("injects faults, counts them, and holds requests until they are released", async () => {
  const { simulator, control } = await controlled();
  const fault = await control.inject({ times: 1, fault: { kind: "teapot" } });
  await read(simulator);
  expect(await fault.counts()).toEqual({ id: 1, seen: 1, fired: 1 });
  await fault.remove();
  await expect(fault.counts()).rejects.toThrow("no such thing");
  const hold = await control.hold({ match: { path: "/first" } });
  expect(await hold.next(1)).toBeUndefined();
  const waiting = read(simulator);
  await (await hold.next())?.release();
  expect(await waiting).toContain('"value":0');
  expect((await control.requests({ path: "/first", isWrite: false, after: 1 })).map(({ faults }) => faults)).toEqual([["hold"]]);
  await control.clearRequests();
  expect(await control.requests()).toEqual([]);
});
