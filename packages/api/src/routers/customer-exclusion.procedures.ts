import { excludeCustomer, includeCustomer } from "@integrations/services";
import { z } from "zod";
import { partnerProcedure } from "../procedures/procedures.ts";
import { iso, timeSchema } from "../schemas/common.ts";
import { idSchema, partnerIdShape, providerIdSchema, textSchema } from "../schemas/text.ts";

const inputSchema = z.object({ ...partnerIdShape, providerId: providerIdSchema, customerId: idSchema });

/** The part of `customers.*` that says whose lines are left alone. */
export const exclusionProcedures = {
  /** From the next run on its lines are left as they are; so are those of whoever shares its agreement. */
  exclude: partnerProcedure
    .input(inputSchema.extend({ note: textSchema({ max: 500 }).optional() }))
    .output(z.object({ customerId: z.string(), status: z.literal("excluded"), note: z.string(), excludedAt: timeSchema }))
    .mutation(async ({ ctx, input }) => {
      const { customerId, note, excludedAt } = await excludeCustomer(ctx.services, ctx.scope, input);
      return { customerId, status: "excluded" as const, note, excludedAt: iso(excludedAt) };
    }),

  include: partnerProcedure
    .input(inputSchema)
    .output(z.object({ customerId: z.string(), included: z.boolean() }))
    .mutation(async ({ ctx, input }) => {
      const { included } = await includeCustomer(ctx.services, ctx.scope, input);
      return { customerId: input.customerId, included };
    }),
};
