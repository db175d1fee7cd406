import { describe, expect, it } from "vitest";
import { createTimeFormat } from "./format-time.ts";

describe("times", () => {
  const newYork = createTimeFormat("en-US", "America/New_York");

  it("are the partner's, whatever the browser's zone is", () => {
    expect(newYork.dateTime("2026-11-25T02:00:00.000Z")).toMatch(/Nov 24, 2026, 9:00.PM/);
    expect(createTimeFormat("en-US", "Europe/Berlin").dateTime("2026-11-25T02:00:00.000Z")).toMatch(/Nov 25, 2026, 3:00.AM/);
  });

  it("leave a calendar day as it is", () => {
    expect(newYork.day("2026-12-01")).toBe("Dec 1, 2026");
  });

  it.each([
    [0, "< 1 sec"],
    [950, "< 1 sec"],
    [8_000, "8 sec"],
    [125_000, "2 min 5 sec"],
    [4_320_000, "1 hr 12 min"],
    [7_200_000, "2 hr"],
  ])("say that %d ms took %s", (ms, words) => {
    expect(newYork.duration(ms)).toBe(words);
  });
});
