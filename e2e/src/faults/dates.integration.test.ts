import { describe, expect } from "vitest";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP, type CustomerSetup, type LineSetup } from "../support/run-world/world-setup.ts";

interface Instant {
  readonly what: string;
  readonly timeZone: string;
  readonly at: string;
  /** The partner's day then. */
  readonly today: string;
}

const INSTANTS: readonly Instant[] = [
  { what: "a minute before midnight", timeZone: "Europe/Berlin", at: "2026-03-10T22:59:00Z", today: "2026-03-10" },
  { what: "midnight", timeZone: "Europe/Berlin", at: "2026-03-10T23:00:00Z", today: "2026-03-11" },
  { what: "a minute before midnight, a day behind UTC", timeZone: "America/Los_Angeles", at: "2026-03-11T06:59:00Z", today: "2026-03-10" },
  { what: "midnight, west", timeZone: "America/Los_Angeles", at: "2026-03-11T07:00:00Z", today: "2026-03-11" },
  { what: "a day ahead of UTC", timeZone: "Pacific/Kiritimati", at: "2026-03-10T10:00:00Z", today: "2026-03-11" },
  { what: "the last zone of all", timeZone: "Pacific/Pago_Pago", at: "2026-03-11T10:59:00Z", today: "2026-03-10" },
  { what: "an offset of three quarters of an hour", timeZone: "Asia/Kathmandu", at: "2026-03-10T18:15:00Z", today: "2026-03-11" },
  { what: "a minute before the year ends", timeZone: "Europe/Berlin", at: "2026-12-31T22:59:00Z", today: "2026-12-31" },
  { what: "the new year", timeZone: "Europe/Berlin", at: "2026-12-31T23:00:00Z", today: "2027-01-01" },
  { what: "the end of February", timeZone: "America/New_York", at: "2028-03-01T04:59:00Z", today: "2028-02-29" },
  { what: "before the hour that summer time skips", timeZone: "Europe/Berlin", at: "2026-03-29T00:59:00Z", today: "2026-03-29" },
  { what: "the evening of the day with 23 hours", timeZone: "Europe/Berlin", at: "2026-03-29T21:59:00Z", today: "2026-03-29" },
  { what: "midnight after it", timeZone: "Europe/Berlin", at: "2026-03-29T22:00:00Z", today: "2026-03-30" },
  { what: "the hour that comes twice", timeZone: "America/New_York", at: "2026-11-01T06:30:00Z", today: "2026-11-01" },
  { what: "the evening of the day with 25 hours", timeZone: "America/New_York", at: "2026-11-02T04:59:00Z", today: "2026-11-01" },
  { what: "midnight after it", timeZone: "America/New_York", at: "2026-11-02T05:00:00Z", today: "2026-11-02" },
  { what: "a midnight that summer time skips", timeZone: "Africa/Cairo", at: "2026-04-23T21:59:00Z", today: "2026-04-23" },
  { what: "the hour after a midnight that was skipped", timeZone: "Africa/Cairo", at: "2026-04-23T22:00:00Z", today: "2026-04-24" },
  { what: "half an hour of summer time", timeZone: "Australia/Lord_Howe", at: "2026-04-04T13:30:00Z", today: "2026-04-05" },
];

describe("which lines go on, and what day a new one begins, is by the partner's day", () => {
  it.for(INSTANTS)("$what ($timeZone, $at)", async ({ timeZone, at, today }, { openWorld }) => {
    const [yesterday, tomorrow] = [dayAfter(today, -1), dayAfter(today, 1)];
    const world = await openWorld({
      ...PLAIN_SETUP,
      timeZone,
      firstNightAt: new Date(at),
      customers: {
        "cancelled yesterday": customer({ quantity: 1, cancelledDate: wire(yesterday) }),
        "cancelled today": customer({ quantity: 1, cancelledDate: wire(today) }),
        "cancelled today, by a clock": customer({ quantity: 1, cancelledDate: `${today}T23:59:59Z` }),
        "cancelled tomorrow": customer({ quantity: 1, cancelledDate: wire(tomorrow) }),
        "begins tomorrow": customer({ quantity: 1, effectiveDate: wire(tomorrow) }),
        "one goes, one comes": customer({ quantity: 1, cancelledDate: wire(today) }, { quantity: 2, effectiveDate: wire(tomorrow) }),
        "one goes on, one comes tomorrow": customer({ quantity: 1 }, { quantity: 2, effectiveDate: wire(tomorrow) }),
        "one goes on, one came today": customer({ quantity: 1 }, { quantity: 2, effectiveDate: wire(today) }),
        // Its status follows another clock than the partner's, so it is set by hand.
        "agreement ends today": {
          ...customer({ quantity: 1 }),
          agreement: { endDate: wire(today), noEndingDateFlag: false, status: "Active" },
        },
        "agreement ended yesterday": {
          ...customer({ quantity: 1 }),
          agreement: { endDate: wire(dayAfter(today, 2)), noEndingDateFlag: false, status: "Active" },
        },
        "billing begins tomorrow": { ...customer(), agreement: { billStartDate: wire(tomorrow) } },
        none: customer(),
      },
    });
    // Assigned while it was still running.
    world.psa.editAgreement(world.agreementId("agreement ended yesterday"), { endDate: wire(yesterday) });

    const night = await world.night();
    expect(night).toMatchObject({ status: "succeeded_with_problems", reason: null });
    // Twelve customers of which one agreement is over; a look before each of five new lines.
    expect(night.calls).toEqual({ agreements: 1, products: 1, lines: 11 + 5, PATCH: 5, POST: 5 });
    expect(night.told).toEqual([
      "agreement ended yesterday agreement ended yesterday skipped agreement_ended",
      "agreement ends today FILTER 1>9 set",
      "begins tomorrow FILTER 1>9 set",
      "billing begins tomorrow FILTER ->9 added",
      "cancelled today FILTER ->9 added",
      "cancelled today, by a clock FILTER ->9 added",
      "cancelled tomorrow FILTER 1>9 set",
      "cancelled yesterday FILTER ->9 added",
      "none FILTER ->9 added",
      "one goes on, one came today FILTER ->9 skipped several_lines",
      "one goes on, one comes tomorrow FILTER 1>9 set",
      "one goes, one comes FILTER 2>9 set",
    ]);
    const firstDays = night.requests.flatMap(({ effect }) => (effect?.kind === "created" ? [world.psa.line(effect.additionId)] : []));
    expect(Object.fromEntries(firstDays.map((line) => [world.nameOfAgreement(line?.agreementId ?? 0), line?.effectiveDate]))).toEqual({
      "billing begins tomorrow": wire(tomorrow),
      "cancelled today": wire(today),
      "cancelled today, by a clock": wire(today),
      "cancelled yesterday": wire(today),
      none: wire(today),
    });
    const again = await world.night();
    expect(again.told.filter((line) => !line.includes("skipped"))).toEqual([]);
  });
});

describe("a night that lasts over the partner's midnight", () => {
  it("keeps to the day it began on", async ({ openWorld }) => {
    const world = await openWorld({
      ...PLAIN_SETUP,
      timeZone: "Europe/Berlin",
      firstNightAt: new Date("2026-03-10T22:59:50Z"),
      customers: {
        alder: customer({ quantity: 1, cancelledDate: wire("2026-03-11") }),
        cedar: customer(),
      },
    });
    world.simulator.faults.inject({
      match: { path: "/finance/agreements" },
      times: 1,
      fault: { kind: "status", status: 429, retryAfter: { seconds: 60 } },
    });
    const night = await world.night();
    expect(world.clock.now().toISOString() > "2026-03-10T23:00").toBe(true);
    expect(night).toMatchObject({ status: "succeeded", reason: null, told: ["alder FILTER 1>9 set", "cedar FILTER ->9 added"] });
    expect(night.calls).toEqual({ agreements: 2, products: 1, lines: 3, PATCH: 1, POST: 1 });
    expect(world.line("cedar", "FILTER").effectiveDate).toBe(wire("2026-03-10"));
  });
});

/** Nine units counted, and these lines. */
function customer(...lines: readonly LineSetup[]): CustomerSetup {
  return { counts: { cloudfilter: 9 }, ...(lines.length === 0 ? {} : { lines: { FILTER: lines } }) };
}

function wire(day: string): string {
  return `${day}T00:00:00Z`;
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(wire(day)) + days * 86_400_000).toISOString().slice(0, 10);
}
