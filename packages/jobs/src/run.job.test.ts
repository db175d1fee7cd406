import { describe, expect, it } from "vitest";
import { JobPayloadError, parsePayload } from "./parse-payload.ts";
import { nightRunKey, runJob, runKey } from "./run.job.ts";

const CONNECTION_ID = "7d3f2f0e-54a5-4a0b-9f0c-1f6f0b6f6a01";
const RUN_ID = "c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a02";

describe("the payload of integration:run", () => {
  it("is a connection's night or a known run", () => {
    expect(parsePayload(runJob, { connectionId: CONNECTION_ID, night: "2026-03-01" })).toEqual({
      connectionId: CONNECTION_ID,
      night: "2026-03-01",
    });
    expect(parsePayload(runJob, { runId: RUN_ID })).toEqual({ runId: RUN_ID });
  });

  it.each([
    ["nothing", {}, "(runId: Invalid input: expected string, received undefined) or (connectionId: "],
    ["no object", "x", "expected object, received string"],
    ["an id that is none", { runId: "1" }, "runId: Invalid GUID"],
    ["a day that does not exist", { connectionId: CONNECTION_ID, night: "2026-02-30" }, "night: Invalid ISO date"],
    ["a night without its connection", { night: "2026-03-01" }, "connectionId: Invalid input"],
  ])("is refused with the fault and the job named: %s", (_name, payload, message) => {
    const parse = () => parsePayload(runJob, payload);
    expect(parse).toThrow(JobPayloadError);
    expect(parse).toThrow("The payload of integration:run does not fit: ");
    expect(parse).toThrow(message);
  });
});

describe("the place in the queue of integration:run", () => {
  it("is one for each connection and night, behind what people ask for", () => {
    expect(runJob.spec({ connectionId: CONNECTION_ID, night: "2026-03-01" })).toEqual({
      key: nightRunKey(CONNECTION_ID, "2026-03-01"),
      ifQueued: "keep",
      priority: 10,
    });
    expect(runJob.spec({ runId: RUN_ID })).toEqual({ key: runKey(RUN_ID), ifQueued: "replace" });
  });

  it("has keys that are stored and never change", () => {
    expect(nightRunKey(CONNECTION_ID, "2026-03-01")).toBe(`run:${CONNECTION_ID}:2026-03-01`);
    expect(runKey(RUN_ID)).toBe(`run:${RUN_ID}`);
  });
});
