import { z } from "zod";
import { dataEditSchema } from "../store/data-edit.ts";

/** Before the request has its effect, or after. A fault with an answer of its own keeps the effect from happening when it comes before. */
const at = z.enum(["before", "after"]);
const milliseconds = z.number().min(0).max(600_000);

/** What can go wrong with a request, or happen beside it. The README has the table. */
export const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(200).max(599),
    at: at.optional(),
    /** Texts of the error body; what Autotask says with this status where absent. */
    errors: z.array(z.string()).optional(),
    /** A page or nothing in place of it. */
    body: z.enum(["html", "empty"]).optional(),
    retryAfter: z.strictObject({ seconds: z.number(), as: z.enum(["seconds", "date"]).optional() }).optional(),
  }),
  z.strictObject({ kind: z.literal("delay"), ms: milliseconds, at: at.optional() }),
  /** No answer ever; ends when the caller leaves, the rule is removed or the simulator closes. */
  z.strictObject({ kind: z.literal("hang"), at: at.optional() }),
  z.strictObject({ kind: z.literal("reset"), at: at.optional() }),
  /** The site is gone: this call and its connection break, and no further one is accepted until it is back. */
  z.strictObject({ kind: z.literal("go-down"), forMs: milliseconds.optional(), at: at.optional() }),
  /** Spoils the answer the request would have had. */
  z.strictObject({ kind: z.literal("garble"), how: z.enum(["truncated", "cut-off", "empty", "html", "not-json", "null"]) }),
  z.strictObject({ kind: z.literal("redirect"), to: z.string(), at: at.optional() }),
  /** A success that lies: nothing is stored. */
  z.strictObject({ kind: z.literal("false-success") }),
  /** Sets and removes fields of the answer, of its item or of each of its items: `{"units": null}`. */
  z.strictObject({
    kind: z.literal("change-answer"),
    set: z.record(z.string(), z.unknown()).optional(),
    unset: z.array(z.string()).optional(),
  }),
  /** Somebody edits the data meanwhile. */
  z.strictObject({ kind: z.literal("edit"), at: at.optional(), edits: z.array(dataEditSchema).min(1), tenant: z.string().optional() }),
  /** Stands still until it is released. */
  z.strictObject({ kind: z.literal("hold"), at: at.optional() }),
]);

export type Moment = z.output<typeof at>;
export type FaultData = z.input<typeof faultSchema>;

export const faultMatchSchema = z.strictObject({
  method: z.union([z.string(), z.array(z.string())]).optional(),
  /** Below `/V1.0`: `/ContractServices/query`, `/Contracts/*` + `/ServiceAdjustments`, `**`. Letter case does not matter. */
  path: z.string().optional(),
  /** The tenant's name for tests. */
  tenant: z.string().optional(),
  bodyIncludes: z.string().optional(),
});

export const faultRuleSchema = z.strictObject({
  /** Shown in the request log of each request it struck. */
  label: z.string().optional(),
  match: faultMatchSchema.optional(),
  /** Which of the requests that match, counted from 1 since the rule was made; absent = all. */
  nth: z.union([z.int().positive(), z.array(z.int().positive())]).optional(),
  /** Only from this one on. */
  from: z.int().positive().optional(),
  /** At most so often. */
  times: z.int().positive().optional(),
  fault: faultSchema,
});

export type FaultRuleData = z.input<typeof faultRuleSchema>;
