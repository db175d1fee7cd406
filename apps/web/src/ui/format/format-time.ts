/** Times in the partner's zone, in the words of the person's language. */
export interface TimeFormat {
  /** `Nov 24, 2026, 2:14 AM` */
  dateTime(iso: string): string;
  /** `2:14 AM` */
  time(iso: string): string;
  /** A calendar day `YYYY-MM-DD`, which has no time zone: `Nov 24, 2026` */
  day(localDate: string): string;
  /** How long ago or ahead: `3 hours ago`, `in 2 days`, `now` */
  relative(iso: string, now: Date): string;
  /** `8 s`, `2 min 5 s`, `1 h 12 min` */
  duration(ms: number): string;
}

export function createTimeFormat(locale: string, timeZone: string): TimeFormat {
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return {
    dateTime: (iso) => dateTime.format(new Date(iso)),
    time: (iso) => time.format(new Date(iso)),
    day: (localDate) => day.format(new Date(`${localDate}T00:00:00Z`)),
    relative: (iso, now) => {
      const ms = new Date(iso).getTime() - now.getTime();
      const [amount, unit] = largestUnit(ms);
      return relative.format(amount, unit);
    },
    duration: (ms) =>
      (ms < SECOND_MS ? "< " : "") +
      durationParts(ms)
        .map(([amount, unit]) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(amount))
        .join(" "),
  };
}

const SECOND_MS = 1000;
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", SECOND_MS],
] as const;

function largestUnit(ms: number): [number, "day" | "hour" | "minute" | "second"] {
  for (const [unit, unitMs] of UNITS) {
    if (Math.abs(ms) >= unitMs) return [Math.round(ms / unitMs), unit];
  }
  return [0, "second"];
}

/** The two largest units that say something. */
function durationParts(ms: number): Array<[number, "hour" | "minute" | "second"]> {
  const seconds = ms < SECOND_MS ? 0 : Math.round(ms / SECOND_MS);
  const parts: Array<[number, "hour" | "minute" | "second"]> = [
    [Math.floor(seconds / 3600), "hour"],
    [Math.floor((seconds % 3600) / 60), "minute"],
    [seconds % 60, "second"],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return [[1, "second"]];
  return parts.slice(first, first + 2).filter(([amount]) => amount > 0);
}
