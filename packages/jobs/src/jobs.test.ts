import { describe, expect, it } from "vitest";
import { JOBS } from "./jobs.ts";
import { parsePayload } from "./parse-payload.ts";

/**
 * Payloads as releases so far have written them. Rows like these may wait in a database while the code is replaced, so they
 * must be read for ever: add to the list, never change it.
 */
const WRITTEN_SO_FAR: ReadonlyArray<readonly [keyof typeof JOBS, object]> = [
  ["integration:nightly-fanout", { _cron: { ts: "2026-03-01T02:00:00.000Z", backfilled: false } }],
  ["integration:nightly-fanout", { _cron: { ts: "2026-03-01T02:00:00.000Z", backfilled: true } }],
  ["integration:run", { connectionId: "7d3f2f0e-54a5-4a0b-9f0c-1f6f0b6f6a01", night: "2026-03-01" }],
  ["integration:run", { runId: "c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a02" }],
  ["integration:sweep", { _cron: { ts: "2026-03-01T02:01:00.000Z", backfilled: false } }],
  ["integration:sweep", {}],
  ["integration:purge-history", { _cron: { ts: "2026-03-01T12:30:00.000Z", backfilled: false } }],
  ["integration:purge-history", {}],
  ["integration:deliver-notice", { noticeId: "c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a03" }],
  ["integration:deliver-notice", { deliveryId: "c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a04" }],
  ["integration:notice-upkeep", { _cron: { ts: "2026-03-01T02:10:00.000Z", backfilled: false } }],
  ["integration:notice-upkeep", {}],
  ["integration:weekly-digest", { _cron: { ts: "2026-03-02T12:00:00.000Z", backfilled: true } }],
];

describe("the jobs", () => {
  it("have names that are stored with every queued job and never change", () => {
    expect(Object.keys(JOBS)).toEqual([
      "integration:nightly-fanout",
      "integration:run",
      "integration:sweep",
      "integration:purge-history",
      "integration:deliver-notice",
      "integration:notice-upkeep",
      "integration:weekly-digest",
    ]);
  });

  it("are each named once", () => {
    for (const [name, job] of Object.entries(JOBS)) expect(job.name).toBe(name);
  });

  it.each(WRITTEN_SO_FAR)("still read what %s was given: %j", (name, payload) => {
    expect(parsePayload<object>(JOBS[name], payload)).toEqual(payload);
  });

  it("each have an old payload to prove it", () => {
    expect(new Set(WRITTEN_SO_FAR.map(([name]) => name))).toEqual(new Set(Object.keys(JOBS)));
  });

  it("drop what a newer release added to a payload", () => {
    expect(parsePayload(JOBS["integration:sweep"], { later: 1 })).toEqual({});
  });

  it("refuse a fan-out without the time it was due", () => {
    expect(() => parsePayload(JOBS["integration:nightly-fanout"], {})).toThrow("integration:nightly-fanout does not fit: _cron: ");
  });

  it("are tried a few times only", () => {
    for (const job of Object.values(JOBS)) expect(job.maxAttempts).toBeLessThanOrEqual(5);
  });
});
