import { describe, expect, it } from "vitest";
import { RunStopped, StopSwitch } from "./run-stop.ts";

const LONG_MS = 60_000;

describe("the switch that stops a run", () => {
  it("aborts at once what only reads", () => {
    const stopSwitch = new StopSwitch(LONG_MS);
    stopSwitch.stop({ kind: "shutdown" });
    expect(stopSwitch.signal.reason).toEqual(new RunStopped({ kind: "shutdown" }));
    expect(() => stopSwitch.throwIfStopped()).toThrow(RunStopped);
  });

  it("lets a write end, begins no other, and aborts what is left then", async () => {
    const stopSwitch = new StopSwitch(LONG_MS);
    const { promise: answer, resolve } = Promise.withResolvers<string>();
    const writing = stopSwitch.whileWriting(() => answer);
    stopSwitch.stop({ kind: "cancelled" });
    expect(stopSwitch.signal.aborted).toBe(false);
    await expect(stopSwitch.whileWriting(() => Promise.resolve())).rejects.toBeInstanceOf(RunStopped);
    resolve("done");
    expect(await writing).toBe("done");
    expect(stopSwitch.signal.aborted).toBe(true);
  });

  it("aborts a write too that takes longer than its grace", async () => {
    const stopSwitch = new StopSwitch(1);
    const aborted = new Promise((resolve) => stopSwitch.signal.addEventListener("abort", resolve, { once: true }));
    const writing = stopSwitch.whileWriting(() => aborted);
    stopSwitch.stop({ kind: "shutdown" });
    await writing;
    expect(stopSwitch.signal.aborted).toBe(true);
  });

  it("keeps the first reason, but for the loss of the lease, which waits for nobody", async () => {
    const stopSwitch = new StopSwitch(LONG_MS);
    const { promise: answer, resolve } = Promise.withResolvers<void>();
    const writing = stopSwitch.whileWriting(() => answer);
    stopSwitch.stop({ kind: "cancelled" });
    stopSwitch.stop({ kind: "shutdown" });
    expect(stopSwitch.stopped).toEqual({ kind: "cancelled" });
    stopSwitch.stop({ kind: "lease_lost" });
    expect(stopSwitch.stopped).toEqual({ kind: "lease_lost" });
    expect(stopSwitch.signal.aborted).toBe(true);
    resolve();
    await writing;
    stopSwitch.close();
  });
});
