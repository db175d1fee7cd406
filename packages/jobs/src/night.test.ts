import { describe, expect, it } from "vitest";
import { isFanoutTooLate, nightOf } from "./night.ts";

describe("nightOf", () => {
  it("is the day in UTC, whatever the hour", () => {
    expect(nightOf(new Date("2026-03-01T02:00:00Z"))).toBe("2026-03-01");
    expect(nightOf(new Date("2026-03-01T23:59:00Z"))).toBe("2026-03-01");
    expect(nightOf(new Date("2026-03-01T23:30:00-02:00"))).toBe("2026-03-02");
  });
});

describe("isFanoutTooLate", () => {
  const dueAt = new Date("2026-03-01T02:00:00Z");

  it("lets a night be caught up on until the next one is due", () => {
    expect(isFanoutTooLate(dueAt, new Date("2026-03-01T02:00:01Z"))).toBe(false);
    expect(isFanoutTooLate(dueAt, new Date("2026-03-02T01:59:59Z"))).toBe(false);
    expect(isFanoutTooLate(dueAt, new Date("2026-03-02T02:00:00Z"))).toBe(true);
  });
});
