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
    /** What ConnectWise or a proxy before it sends with this status, unless told otherwise. */
    body: z.enum(["as-usual", "without-errors", "null-errors", "html", "text", "empty"]).optional(),
    json: z.unknown().optional(),
    text: z.string().optional(),
    contentType: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    retryAfter: retryAfterSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal("redirect"),
    /** The same URL in plain HTTP, or another URL. */
    to: z.union([z.literal("plain-http"), z.strictObject({ url: z.string() })]),
    status: z.int().min(300).max(399).optional(),
    at,
  }),
  /** A 200 that lies: nothing stored, or stored but the old quantity in the answer. */
  z.strictObject({ kind: z.literal("false-success"), stored: z.boolean(), echo: z.enum(["old", "new"]) }),
] as const;

/** What can go wrong with a request, or happen beside it. The README has the table with an example of each. */
const faultSchema = z.discriminatedUnion("kind", [...sharedFaultSchemas(dataEditSchema), ...ownFaultSchemas]);

export type OwnFault = z.output<(typeof ownFaultSchemas)[number]>;
export type FaultData = z.output<typeof faultSchema>;

/** Paths are those below `apis/3.0`, or whole for what is outside the API; the tenant is a login company id. */
export const faultRuleSchema = faultRuleSchemaOf(faultSchema);
export type FaultRuleData = z.input<typeof faultRuleSchema>;
