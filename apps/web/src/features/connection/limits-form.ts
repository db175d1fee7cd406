import type { ApiOutputs } from "../../api/outputs.ts";

type Preferences = ApiOutputs["connection"]["get"]["preferences"];

/** The numbers as they are typed: whole ones, the share in percent. */
export const LIMITS = {
  guardMinLines: { min: 1, max: 1_000_000 },
  guardMinShare: { min: 0, max: 100 },
  concurrency: { min: 1, max: 100 },
  callsPerMinute: { min: 1, max: 100_000 },
} as const;

export type LimitName = keyof typeof LIMITS;

/** What stands in the form; empty where the default applies. */
export type LimitsForm = Readonly<Record<LimitName, string>>;

const NAMES = Object.keys(LIMITS) as LimitName[];

export function limitsFormOf(preferences: Preferences): LimitsForm {
  return eachLimit((name) => (preferences.own.includes(name) ? String(typed(name, preferences[name])) : ""));
}

/** The default as it would be typed. */
export function defaultLimit(preferences: Preferences, name: LimitName): number {
  return typed(name, preferences.defaults[name]);
}

export function wrongLimits(form: LimitsForm): LimitName[] {
  return NAMES.filter((name) => {
    const text = form[name].trim();
    if (text === "") return false;
    const { min, max } = LIMITS[name];
    return !/^\d{1,7}$/.test(text) || Number(text) < min || Number(text) > max;
  });
}

/** What to send of a form without a wrong limit: null goes back to the default. */
export function preferencesOf(form: LimitsForm): Record<LimitName, number | null> {
  return eachLimit((name) => {
    const text = form[name].trim();
    if (text === "") return null;
    return name === "guardMinShare" ? Number(text) / 100 : Number(text);
  });
}

function typed(name: LimitName, value: number): number {
  return name === "guardMinShare" ? Math.round(value * 100) : value;
}

function eachLimit<Value>(valueOf: (name: LimitName) => Value): Record<LimitName, Value> {
  return {
    guardMinLines: valueOf("guardMinLines"),
    guardMinShare: valueOf("guardMinShare"),
    concurrency: valueOf("concurrency"),
    callsPerMinute: valueOf("callsPerMinute"),
  };
}
