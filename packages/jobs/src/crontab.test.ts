import { describe, expect, it } from "vitest";
import { crontab, DEFAULT_NIGHTLY_CRON, isCronPattern } from "./crontab.ts";

const items = crontab({ nightlyCron: DEFAULT_NIGHTLY_CRON });

describe("the crontab", () => {
  it("keeps its identifiers, which the queue remembers what it has done by", () => {
    expect(items.map((item) => [item.identifier, item.task])).toEqual([
      ["nightly", "integration:nightly-fanout"],
      ["sweep", "integration:sweep"],
      ["purge-history", "integration:purge-history"],
      ["notice-upkeep", "integration:notice-upkeep"],
      ["weekly-digest", "integration:weekly-digest"],
    ]);
  });

  it("keeps the nightly identifier when the time is changed", () => {
    expect(crontab({ nightlyCron: "30 4 * * 1-5" })[0]?.identifier).toBe("nightly");
  });

  it("gives each job its own attempts and key", () => {
    expect(items.map((item) => item.options)).toEqual([
      { backfillPeriod: 23 * 3_600_000, maxAttempts: 5, jobKey: "nightly-fanout", jobKeyMode: "replace" },
      { backfillPeriod: 0, maxAttempts: 1, jobKey: "sweep", jobKeyMode: "replace" },
      { backfillPeriod: 23 * 3_600_000, maxAttempts: 3, jobKey: "purge-history", jobKeyMode: "replace" },
      { backfillPeriod: 0, maxAttempts: 1, jobKey: "notice-upkeep", jobKeyMode: "replace" },
      { backfillPeriod: 23 * 3_600_000, maxAttempts: 5, jobKey: "weekly-digest", jobKeyMode: "replace" },
    ]);
  });
});

describe("isCronPattern", () => {
  it.each(["0 2 * * *", "*/5 * * * *", "30 1 1,15 * 0-4"])("takes %s", (pattern) => {
    expect(isCronPattern(pattern)).toBe(true);
  });

  it.each(["", "0 2 * *", "60 2 * * *", "@daily", "0 2 * * MON", "every night"])("refuses %j", (pattern) => {
    expect(isCronPattern(pattern)).toBe(false);
  });
});
