import { assignCustomer, listAgreementChoices, searchCompanies, unassignCustomer } from "@integrations/services";
import { z } from "zod";
import { partnerProcedure } from "../procedures/procedures.ts";
import { iso, reasonSchema, timeSchema } from "../schemas/common.ts";
import { idSchema, partnerIdShape, providerIdSchema, recordIdSchema, searchSchema } from "../schemas/text.ts";

const inputSchema = z.object({ ...partnerIdShape, providerId: providerIdSchema });
const namedSchema = z.object({ id: z.string(), name: z.string() });

/** The part of `customers.*` that asks the provider. */
export const assignmentProcedures = {
  companies: partnerProcedure
    .input(inputSchema.extend({ search: searchSchema }))
    .output(z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), identifier: z.string() })) }))
    .query(async ({ ctx, input }) => ({ items: await searchCompanies(ctx.services, ctx.scope, input, ctx.signal) })),

  agreements: partnerProcedure
    .input(inputSchema.extend({ companyId: recordIdSchema }))
    .output(
      z.object({
        items: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            /** The provider's own name of its kind. */
            type: z.string().nullable(),
            status: z.enum(["active", "cancelled", "expired", "inactive"]),
            endsOn: z.string().nullable(),
            billingStartsOn: z.string().nullable(),
            nextInvoiceOn: z.string().nullable(),
            /** Whether a customer can be assigned to it; `reason` says why not. */
            selectable: z.boolean(),
            reason: reasonSchema.nullable(),
          }),
        ),
      }),
    )
    .query(async ({ ctx, input }) => {
      const choices = await listAgreementChoices(ctx.services, ctx.scope, input, ctx.signal);
      return {
        items: choices.map(({ agreement, selectable }) => ({
          ...agreement,
          // An agreement past its end that the provider still calls active has expired for us.
          status: agreement.state === "active" && !selectable ? ("expired" as const) : agreement.state,
          selectable,
          reason: selectable ? null : ("agreement_ended" as const),
        })),
      };
    }),

  assign: partnerProcedure
    .input(inputSchema.extend({ customerId: idSchema, companyId: recordIdSchema, agreementId: recordIdSchema }))
    .output(
      z.object({
        customerId: z.string(),
        status: z.literal("complete"),
        company: namedSchema,
        agreement: namedSchema,
        assignedAt: timeSchema,
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const assignment = await assignCustomer(ctx.services, ctx.scope, input, ctx.signal);
      return {
        customerId: assignment.customerId,
        status: "complete" as const,
        company: { id: assignment.companyId, name: assignment.companyName },
        agreement: { id: assignment.agreementId, name: assignment.agreementName },
        assignedAt: iso(assignment.assignedAt),
      };
    }),

  unassign: partnerProcedure
    .input(inputSchema.extend({ customerId: idSchema }))
    .output(z.object({ customerId: z.string(), status: z.literal("not_assigned"), unassigned: z.boolean() }))
    .mutation(async ({ ctx, input }) => {
      const { unassigned } = await unassignCustomer(ctx.services, ctx.scope, input);
      return { customerId: input.customerId, status: "not_assigned" as const, unassigned };
    }),
};
