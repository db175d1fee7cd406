import { MAX_QUANTITY } from "@integrations/core";
import { putCustomersOfPlatform, putPartnersOfPlatform, putQuantities } from "@integrations/services";
import { z } from "zod";
import { platformProcedure } from "../procedures/procedures.ts";
import { idSchema, serviceCodeSchema, textSchema } from "../schemas/text.ts";
import { router } from "../trpc.ts";

/** More than any partner has; beyond it the console sends several calls. */
const MAX_ROWS = 50_000;
const MAX_DOMAINS = 500;

const countSchema = z.object({ count: z.number() });
const nameSchema = textSchema({ min: 1, max: 500 });

/** What the console pushes. Each call is taken as a whole or not at all. */
export const platformRouter = router({
  putPartners: platformProcedure
    .input(
      z.object({
        partners: z
          .array(z.object({ id: idSchema, name: nameSchema, timeZone: textSchema({ min: 1, max: 100 }).optional() }))
          .max(MAX_ROWS),
      }),
    )
    .output(countSchema)
    .mutation(({ ctx, input }) => putPartnersOfPlatform(ctx.services, ctx.actor, input.partners)),

  putCustomers: platformProcedure
    .input(
      z.object({
        partnerId: idSchema,
        customers: z
          .array(
            z.object({
              id: idSchema,
              name: nameSchema,
              /** Left out, they stay. */
              domains: z
                .array(textSchema({ min: 1, max: 253 }))
                .max(MAX_DOMAINS)
                .optional(),
              /** A customer the partner has given up; left out, it stays as it is. */
              archived: z.boolean().optional(),
            }),
          )
          .max(MAX_ROWS),
      }),
    )
    .output(countSchema)
    .mutation(({ ctx, input }) => putCustomersOfPlatform(ctx.services, ctx.actor, input)),

  putQuantities: platformProcedure
    .input(
      z.object({
        partnerId: idSchema,
        observedAt: z.iso.datetime({ offset: true, error: "This is a time such as 2026-03-01T02:00:00Z." }),
        customers: z
          .array(
            z.object({
              customerId: idSchema,
              quantities: z.array(z.object({ service: serviceCodeSchema, quantity: z.number().int().min(0).max(MAX_QUANTITY) })).max(1000),
            }),
          )
          .max(MAX_ROWS),
      }),
    )
    .output(z.object({ accepted: z.number(), ignoredOlder: z.number() }))
    .mutation(({ ctx, input }) => putQuantities(ctx.services, ctx.actor, { ...input, observedAt: new Date(input.observedAt) })),
});
