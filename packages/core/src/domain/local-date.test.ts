import { describe, expect, it } from "vitest";
import { isTimeZone, laterOf, localDateAt, localDateOf } from "./local-date.ts";

const at = (instant: string, timeZone: string): string => localDateAt(new Date(instant), timeZone);

describe("localDateAt", () => {
  it("turns at the zone's midnight, not a moment earlier", () => {
    expect(at("2026-03-10T22:59:59.999Z", "Europe/Berlin")).toBe("2026-03-10");
    expect(at("2026-03-10T23:00:00.000Z", "Europe/Berlin")).toBe("2026-03-11");
    expect(at("2026-03-10T23:59:59.999Z", "UTC")).toBe("2026-03-10");
    expect(at("2026-03-11T00:00:00.000Z", "UTC")).toBe("2026-03-11");
  });

  it("gives three different days at one instant from the last zone to the first", () => {
    const instant = "2026-01-01T10:30:00Z";
    expect(at(instant, "Pacific/Pago_Pago")).toBe("2025-12-31"); // 11 hours behind
    expect(at(instant, "UTC")).toBe("2026-01-01");
    expect(at(instant, "Pacific/Kiritimati")).toBe("2026-01-02"); // 14 hours ahead
  });

  it("turns at the right instant in zones of half and quarter hours", () => {
    expect(at("2026-03-10T18:29:59Z", "Asia/Kolkata")).toBe("2026-03-10");
    expect(at("2026-03-10T18:30:00Z", "Asia/Kolkata")).toBe("2026-03-11");
    expect(at("2026-03-10T18:14:59Z", "Asia/Kathmandu")).toBe("2026-03-10");
    expect(at("2026-03-10T18:15:00Z", "Asia/Kathmandu")).toBe("2026-03-11");
  });

  it.each([
    { zone: "Europe/Berlin", day: "2026-03-29", begins: "2026-03-28T23:00:00Z", ends: "2026-03-29T22:00:00Z", hours: 23 },
    { zone: "Europe/Berlin", day: "2026-10-25", begins: "2026-10-24T22:00:00Z", ends: "2026-10-25T23:00:00Z", hours: 25 },
    { zone: "America/New_York", day: "2026-03-08", begins: "2026-03-08T05:00:00Z", ends: "2026-03-09T04:00:00Z", hours: 23 },
    { zone: "America/New_York", day: "2026-11-01", begins: "2026-11-01T04:00:00Z", ends: "2026-11-02T05:00:00Z", hours: 25 },
    { zone: "Australia/Lord_Howe", day: "2026-04-05", begins: "2026-04-04T13:00:00Z", ends: "2026-04-05T13:30:00Z", hours: 24.5 },
    // Clocks go from midnight straight to one: the day has no 00:00.
    { zone: "America/Santiago", day: "2026-09-06", begins: "2026-09-06T04:00:00Z", ends: "2026-09-07T03:00:00Z", hours: 23 },
  ])("gives $day in $zone its $hours hours", ({ zone, day, begins, ends, hours }) => {
    const first = Date.parse(begins);
    const end = Date.parse(ends);
    expect((end - first) / 3_600_000).toBe(hours);
    expect(localDateAt(new Date(first - 1), zone) < day).toBe(true);
    expect(localDateAt(new Date(first), zone)).toBe(day);
    expect(localDateAt(new Date(end - 1), zone)).toBe(day);
    expect(localDateAt(new Date(end), zone) > day).toBe(true);
  });

  it("knows leap days, ends of years and days a zone left out", () => {
    expect(at("2028-02-29T12:00:00Z", "UTC")).toBe("2028-02-29");
    expect(at("2026-12-31T23:30:00Z", "Europe/Berlin")).toBe("2027-01-01");
    expect(at("2011-12-30T09:59:59Z", "Pacific/Apia")).toBe("2011-12-29");
    expect(at("2011-12-30T10:00:00Z", "Pacific/Apia")).toBe("2011-12-31");
  });

  it("pads early years, so that days compare as strings", () => {
    expect(at("0099-06-01T12:00:00Z", "UTC")).toBe("0099-06-01");
  });

  it("refuses a zone or an instant that does not exist", () => {
    expect(() => at("2026-03-10T00:00:00Z", "Mars/Olympus")).toThrow(RangeError);
    expect(() => at("no date", "UTC")).toThrow(RangeError);
  });
});

describe("localDateOf", () => {
  it("takes the day as written, whatever time and zone follow", () => {
    expect(localDateOf("2026-03-10")).toBe("2026-03-10");
    expect(localDateOf("2026-03-10T00:00:00Z")).toBe("2026-03-10");
    expect(localDateOf("2026-03-10T23:59:59-11:00")).toBe("2026-03-10");
    expect(localDateOf("2026-03-10 08:00")).toBe("2026-03-10");
  });

  it("finds none in what is no date", () => {
    for (const text of [undefined, null, "", "soon", "10.03.2026", "2026-3-10", "26-03-10", " 2026-03-10"])
      expect(localDateOf(text)).toBeNull();
  });

  it("finds none in days that no calendar has (regression: the engine reads February 30 as March 2)", () => {
    for (const text of ["2026-02-30", "2026-02-29", "2026-04-31T00:00:00Z", "2026-13-01", "2026-00-10", "2026-01-00", "2026-02-101"]) {
      expect(localDateOf(text), `${text}`).toBeNull();
    }
    expect(localDateOf("2028-02-29")).toBe("2028-02-29");
  });
});

describe("laterOf", () => {
  it("gives the later day, and the first where there is no second", () => {
    expect(laterOf("2026-03-10", null)).toBe("2026-03-10");
    expect(laterOf("2026-03-10", "2026-03-09")).toBe("2026-03-10");
    expect(laterOf("2026-03-10", "2026-03-11")).toBe("2026-03-11");
    expect(laterOf("2026-09-30", "2026-10-01")).toBe("2026-10-01");
  });
});

describe("isTimeZone", () => {
  it("knows the zones of the world and nothing else", () => {
    for (const zone of ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"]) expect(isTimeZone(zone)).toBe(true);
    for (const zone of ["", "Mars/Olympus", "Berlin", "GMT+3", " UTC"]) expect(isTimeZone(zone)).toBe(false);
  });
});
