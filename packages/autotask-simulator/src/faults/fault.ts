import { faultRuleSchemaOf, momentSchema, retryAfterSchema, sharedFaultSchemas } from "@integrations/simulator-kit";
import { z } from "zod";
import { dataEditSchema } from "../store/data-edit.ts";

const at = momentSchema.optional();

/** What only this vendor's answers can be: a fault with an answer of its own, or an answer that lies. */
const ownFaultSchemas = [
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(200).max(599),
    at,
    /** Texts of the error body; what Autotask says with this status where absent. */
    errors: z.array(z.string()).optional(),
    /** A page or nothing in place of it. */
    body: z.enum(["html", "empty"]).optional(),
    retryAfter: retryAfterSchema.optional(),
  }),
  z.strictObject({ kind: z.literal("redirect"), to: z.string(), at }),
  /** A success that lies: nothing is stored. */
  z.strictObject({ kind: z.literal("false-success") }),
] as const;

/** What can go wrong with a request, or happen beside it. The README has the table. */
const faultSchema = z.discriminatedUnion("kind", [...sharedFaultSchemas(dataEditSchema), ...ownFaultSchemas]);

export type OwnFault = z.output<(typeof ownFaultSchemas)[number]>;
export type FaultData = z.input<typeof faultSchema>;

/** Paths are those below `/V1.0`: `/ContractServices/query`, `/Contracts/*` + `/ServiceAdjustments`; the tenant is its name for tests. */
export const faultRuleSchema = faultRuleSchemaOf(faultSchema);
export type FaultRuleData = z.input<typeof faultRuleSchema>;
