import { z } from "zod";

/**
 * Where Autotask's behaviour is open (tag O in FACTS, section 8 named by its number) or differs between sites, the simulator
 * gives either answer.
 */
const behaviourSchema = z.strictObject({
  /** A wrong integration code with a good user and secret. */
  badIntegrationCode: z.enum(["500", "401"]),
  /** What the user may not do (10). */
  notPermitted: z.enum(["403", "500"]),
  /** A read by id of what is not there. */
  missingId: z.enum(["null", "404"]),
  /** A GET of the `nextPageUrl` that a POST query gave. */
  nextPageByGet: z.enum(["405", "no-rows"]),
  /** How `contains` and its like read `%`, `_` and `[`. */
  containsAs: z.enum(["literal", "like"]),
  /** Last day of a row whose successor begins a period (5). */
  periodEnds: z.enum(["day-before", "same-day"]),
  /** Last day of a row whose successor was opened by an adjustment (5; the vendor says the same day). */
  adjustedRowEnds: z.enum(["day-before", "same-day"]),
  /** Whether an adjustment changes the rows of later periods as well (6). */
  laterPeriods: z.enum(["carried", "left"]),
  /** An adjustment dated on the first day of a period (8). */
  onPeriodStart: z.enum(["allowed", "refused"]),
  /** A decrease to exactly 0 (4). */
  toZero: z.enum(["allowed", "refused"]),
  /** An adjustment dated in a period that is approved and posted (3). */
  postedPeriod: z.enum(["accepted", "refused"]),
  /** A line that comes into being without a price (1). */
  pricelessLine: z.enum(["accepted", "refused"]),
  /** The price of a line after an adjustment without one (2). */
  priceAfterAdjustment: z.enum(["kept", "list"]),
  /** How the fourth call at once is refused. */
  threadRefusal: z.enum(["429", "500"]),
  /** Dates with a zone or without (5). */
  dateForm: z.enum(["plain", "zulu"]),
  /** How long lines and units go on showing what was there before a write. */
  readLagMs: z.number().min(0),
});

export type Behaviour = z.output<typeof behaviourSchema>;

/** Changes to a behaviour: what is left out stays. */
export const behaviourChangesSchema = behaviourSchema.partial();
export type BehaviourChanges = z.input<typeof behaviourChangesSchema>;

/** What is observed or likely; where neither helps, what exposes a careless client. */
export const DEFAULT_BEHAVIOUR: Behaviour = {
  badIntegrationCode: "500",
  notPermitted: "500",
  missingId: "null",
  nextPageByGet: "405",
  containsAs: "literal",
  periodEnds: "day-before",
  adjustedRowEnds: "same-day",
  laterPeriods: "carried",
  onPeriodStart: "allowed",
  toZero: "allowed",
  postedPeriod: "accepted",
  pricelessLine: "accepted",
  priceAfterAdjustment: "kept",
  threadRefusal: "429",
  dateForm: "plain",
  readLagMs: 0,
};

/** @throws ZodError where a name or a value is not known */
export function changeBehaviour(behaviour: Behaviour, changes: BehaviourChanges): Behaviour {
  const given = Object.entries(behaviourChangesSchema.parse(changes)).filter(([, value]) => value !== undefined);
  return behaviourSchema.parse({ ...behaviour, ...Object.fromEntries(given) });
}
