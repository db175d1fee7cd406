import { z } from "zod";

/**
 * Where the vendor's behaviour is unknown or differs between sites (tag "?" or "O" in FACTS), the simulator gives either
 * answer.
 */
const behaviourSchema = z.strictObject({
  /** Discovery of a company id nobody has. */
  unknownCompany: z.enum(["null", "404"]),
  /** `IsCloud` as "True" or as true. */
  isCloudAs: z.enum(["string", "boolean"]),
  /** What wrong keys are answered with; on cloud it may be a 404. */
  badCredentials: z.enum(["unauthorized", "user-not-authenticated", "404"]),
  /** A missing or unknown `clientId`. */
  badClientId: z.enum(["json", "text"]),
  /** The list in a 400: filled, null or not there. */
  errorList: z.enum(["filled", "null", "absent"]),
  /** The order of pages by number without `orderBy`: by id, some other but steady order, or another at each request. */
  defaultOrder: z.enum(["id", "scrambled", "unsteady"]),
  /** How a quote stands inside a string of conditions. */
  quoteEscape: z.enum(["none", "doubled", "backslash"]),
  /** A URL over 2,000 characters. */
  longUrl: z.enum(["414", "404"]),
  /** Host in the URLs of the `Link` header; "self" = the one that was asked. */
  linkHost: z.string(),
  patchOfCancelledLine: z.enum(["allowed", "refused"]),
  writeOnEndedAgreement: z.enum(["allowed", "refused"]),
  patchToZero: z.enum(["allowed", "refused"]),
  newLineOfInactiveProduct: z.enum(["allowed", "refused"]),
  /** Writes without `customFields` are refused. */
  customFieldsDemanded: z.boolean(),
  /** Whose status a line's `agreementStatus` is: its agreement's, or its own. */
  lineStatusIs: z.enum(["agreement", "line"]),
  /** Numbers with decimals: `2.00`, or as short as they get. */
  decimals: z.enum(["two", "shortest"]),
});

export type Behaviour = z.output<typeof behaviourSchema>;

/** Changes to a behaviour: what is left out stays. */
export const behaviourChangesSchema = behaviourSchema.partial();
export type BehaviourChanges = z.input<typeof behaviourChangesSchema>;

/** The answers that expose a careless client: a wrong write goes through and shows in the data. */
export const DEFAULT_BEHAVIOUR: Behaviour = {
  unknownCompany: "null",
  isCloudAs: "string",
  badCredentials: "unauthorized",
  badClientId: "json",
  errorList: "filled",
  defaultOrder: "scrambled",
  quoteEscape: "none",
  longUrl: "414",
  linkHost: "self",
  patchOfCancelledLine: "allowed",
  writeOnEndedAgreement: "allowed",
  patchToZero: "allowed",
  newLineOfInactiveProduct: "refused",
  customFieldsDemanded: false,
  lineStatusIs: "agreement",
  decimals: "two",
};

/** @throws ZodError where a name or a value is not known */
export function changeBehaviour(behaviour: Behaviour, changes: BehaviourChanges): Behaviour {
  const given = Object.entries(behaviourChangesSchema.parse(changes)).filter(([, value]) => value !== undefined);
  return behaviourSchema.parse({ ...behaviour, ...Object.fromEntries(given) });
}
