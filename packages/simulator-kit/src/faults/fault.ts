import { z } from "zod";

/** Before the request has its effect, or after. A fault with an answer of its own keeps the effect from happening when it comes before. */
export const momentSchema = z.enum(["before", "after"]);
export type Moment = z.output<typeof momentSchema>;

const at = momentSchema.optional();
const milliseconds = z.number().min(0).max(600_000);

/**
 * What can go wrong with a request to any vendor, or happen beside it. A vendor puts its own kinds next to these.
 * @param edit what a person can do to the data meanwhile
 */
export function sharedFaultSchemas<Edit extends z.ZodType>(edit: Edit) {
  return [
    z.strictObject({ kind: z.literal("delay"), ms: milliseconds, at }),
    /** No answer ever; ends when the caller leaves, the rule is removed or the simulator closes. */
    z.strictObject({ kind: z.literal("hang"), at }),
    z.strictObject({ kind: z.literal("reset"), at }),
    /** The site is gone: this call and its connection break, and no further one is accepted until it is back. */
    z.strictObject({ kind: z.literal("go-down"), forMs: milliseconds.optional(), at }),
    /** Spoils the answer the request would have had. */
    z.strictObject({
      kind: z.literal("garble"),
      how: z.enum(["truncated", "cut-off", "empty", "html", "not-json", "wrong-content-type", "invalid-utf8", "null"]),
    }),
    /** Sets and removes fields of the object, or of each object of the list, in the answer: `{"quantity": null}`, `["product/id"]`. */
    z.strictObject({
      kind: z.literal("change-answer"),
      set: z.record(z.string(), z.unknown()).optional(),
      unset: z.array(z.string()).optional(),
    }),
    /** Somebody edits the data meanwhile. */
    z.strictObject({ kind: z.literal("edit"), at, edits: z.array(edit).min(1), tenant: z.string().optional() }),
    /** Stands still until it is released. */
    z.strictObject({ kind: z.literal("hold"), at }),
  ] as const;
}

/** `Retry-After` of a status fault. */
export const retryAfterSchema = z.strictObject({ seconds: z.number(), as: z.enum(["seconds", "date"]).optional() });

/** @returns the header's value */
export function retryAfter({ seconds, as = "seconds" }: z.output<typeof retryAfterSchema>, now: Date): string {
  return as === "seconds" ? String(seconds) : new Date(now.getTime() + seconds * 1000).toUTCString();
}

export const faultMatchSchema = z.strictObject({
  method: z.union([z.string(), z.array(z.string())]).optional(),
  /** As the log has it. `*` is one segment, `**` any number of them; letter case does not matter. */
  path: z.string().optional(),
  /** The tenant's name in the log. */
  tenant: z.string().optional(),
  /** Query parameters with exactly these values. */
  query: z.record(z.string(), z.string()).optional(),
  bodyIncludes: z.string().optional(),
});

/** @param fault the kinds of fault a vendor has */
export function faultRuleSchemaOf<Fault extends z.ZodType>(fault: Fault) {
  return z.strictObject({
    /** Shown in the request log of each request it struck. */
    label: z.string().optional(),
    match: faultMatchSchema.optional(),
    /** Which of the requests that match, counted from 1 since the rule was made; absent = all. */
    nth: z.union([z.int().positive(), z.array(z.int().positive())]).optional(),
    /** Only from this one on. */
    from: z.int().positive().optional(),
    /** At most so often. */
    times: z.int().positive().optional(),
    fault,
  });
}
