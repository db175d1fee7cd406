import type { Fault } from "@integrations/connectwise-simulator";
import fc from "fast-check";
import { MOMENTS, type MomentName } from "../support/run-world/night.ts";
import { personAct, platformAct, type Act } from "./acts.ts";

/** What happens to a run on its way. */
export type Trouble =
  | { readonly kind: "none" }
  /** `lasts`: also through later attempts of the night. */
  | { readonly kind: "faults"; readonly faults: readonly FaultAt[]; readonly lasts: boolean }
  /** The process dies at this step. `left`: nobody takes the run over before something else is done. */
  | { readonly kind: "crash"; readonly atStep: number; readonly faults: readonly FaultAt[]; readonly left: boolean }
  /** Somebody acts while the n-th request is under way. */
  | { readonly kind: "meanwhile"; readonly nth: number; readonly at: "before" | "after"; readonly act: Act }
  /** A write whose answer takes so long that nobody waits for it, and which takes effect later still. */
  | { readonly kind: "late"; readonly method: "PATCH" | "POST"; readonly nth: number; readonly at: "before" | "after" }
  /** The worker is asked to end while the n-th request is under way. */
  | { readonly kind: "shutdown"; readonly nth: number }
  /** Two workers take up the run at once. */
  | { readonly kind: "twins" };

export interface FaultAt {
  readonly moment: MomentName;
  readonly nth: number;
  /** How many requests in a row. A call is tried ten times. */
  readonly times: number;
  readonly fault: Fault;
}

/** None of these makes the site tell a lie that nobody could see through. */
const FAULTS: readonly Fault[] = [
  ...(["before", "after"] as const).flatMap((at): Fault[] => [
    { kind: "reset", at },
    { kind: "status", status: 503, at },
    { kind: "status", status: 500, at, body: "html" },
  ]),
  { kind: "status", status: 429, retryAfter: { seconds: 40 } },
  { kind: "status", status: 504, at: "after" },
  { kind: "status", status: 400 },
  { kind: "status", status: 401 },
  { kind: "status", status: 403 },
  { kind: "status", status: 404 },
  { kind: "status", status: 409 },
  { kind: "redirect", to: { url: "http://127.0.0.1:9/" } },
  { kind: "garble", how: "truncated" },
  { kind: "garble", how: "html" },
  { kind: "garble", how: "empty" },
  { kind: "garble", how: "cut-off" },
  { kind: "garble", how: "null" },
  { kind: "false-success", stored: true, echo: "old" },
  { kind: "false-success", stored: false, echo: "old" },
];

const moment = fc.constantFrom(
  ...(["PATCH", "POST", "PATCH", "POST", "lines", "lines", "agreements", "products"] as const satisfies MomentName[]),
);

const faultAt: fc.Arbitrary<FaultAt> = fc.record({
  moment,
  nth: fc.constantFrom(1, 1, 1, 2, 2, 3),
  times: fc.constantFrom(1, 1, 2, 12),
  fault: fc.constantFrom(...FAULTS),
});

const kind = <Kind extends string>(name: Kind): fc.Arbitrary<Kind> => fc.constant(name);
const at = fc.constantFrom("before", "after");

export const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: kind("none") }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: kind("faults"), faults: fc.array(faultAt, { minLength: 1, maxLength: 2 }), lasts: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind("crash"),
      atStep: fc.integer({ min: 1, max: 60 }),
      faults: fc.array(faultAt, { maxLength: 1 }),
      left: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: kind("meanwhile"), nth: fc.integer({ min: 1, max: 9 }), at, act: fc.oneof(personAct, platformAct) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind("late"), method: fc.constantFrom("PATCH", "POST"), nth: fc.constantFrom(1, 1, 2), at }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("shutdown"), nth: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("twins") }) },
);

export function patternOf(name: MomentName): { readonly method: string; readonly path: string } {
  return MOMENTS[name];
}
