import { listUnbilledPage, summarizeUnbilled, UNBILLED_CAUSES } from "@integrations/services";
import { z } from "zod";
import { partnerProcedure } from "../procedures/procedures.ts";
import { iso, timeSchema } from "../schemas/common.ts";
import { decodeCursor, encodeCursor } from "../schemas/cursor.ts";
import { cursorSchema, partnerIdShape, providerIdSchema } from "../schemas/text.ts";

const DEFAULT_LIMIT = 50;

const inputSchema = z.object({ ...partnerIdShape, providerId: providerIdSchema });
const causeSchema = z.enum(UNBILLED_CAUSES);
const namedSchema = z.object({ id: z.string(), name: z.string() });
const totalsSchema = z.object({ customers: z.number(), units: z.number() });
/** Units and id of the last row of the page before. */
const positionSchema = z.tuple([z.number().int().min(0).nullable(), z.string()]);

/** The part of `customers.*` about usage that is not billed. */
export const unbilledProcedures = {
  /** Customers whose usage this integration does not bill, the largest first. */
  unbilled: partnerProcedure
    .input(
      inputSchema.extend({
        cause: causeSchema.optional(),
        cursor: cursorSchema.optional(),
        limit: z.number().int().min(1).max(1000).optional(),
      }),
    )
    .output(
      z.object({
        items: z.array(
          z.object({
            customerId: z.string(),
            name: z.string(),
            domains: z.array(z.string()),
            cause: causeSchema,
            /** All units of the latest count; null where none was ever received. */
            units: z.number().nullable(),
            observedAt: timeSchema.nullable(),
            company: namedSchema.nullable(),
            agreement: namedSchema.nullable(),
            /** What the partner wrote when it excluded the customer. */
            note: z.string().nullable(),
          }),
        ),
        nextCursor: z.string().optional(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const position = decodeCursor(input.cursor, positionSchema);
      const after = position && { units: position[0], id: position[1] };
      const query = { providerId: input.providerId, cause: input.cause, after, limit: input.limit ?? DEFAULT_LIMIT };
      const page = await listUnbilledPage(ctx.services, ctx.scope, query);
      const last = page.items.at(-1);
      return {
        items: page.items.map(({ id, ...customer }) => ({
          ...customer,
          customerId: id,
          domains: [...customer.domains],
          observedAt: iso(customer.observedAt),
        })),
        ...(page.more && last !== undefined ? { nextCursor: encodeCursor([last.units, last.id]) } : {}),
      };
    }),

  /** How much it is, and which services are mapped to nothing; apart from the list, since it looks at every customer. */
  unbilledSummary: partnerProcedure
    .input(inputSchema)
    .output(
      z.object({
        services: z.array(z.object({ service: z.string(), name: z.string(), deprecated: z.boolean(), ...totalsSchema.shape })),
        customers: z.object({
          not_assigned: totalsSchema,
          excluded: totalsSchema,
          quantities_stale: totalsSchema,
          quantities_missing: totalsSchema,
        }),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { services, customers } = await summarizeUnbilled(ctx.services, ctx.scope, input.providerId);
      return {
        services: services.map(({ service, ...totals }) => ({
          service: service.code,
          name: service.name,
          deprecated: service.deprecated,
          ...totals,
        })),
        customers,
      };
    }),
};
