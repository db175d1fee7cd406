import { ZERO_POLICIES } from "@integrations/core";
import { listMappingRows, requestUnmap, saveMappings, searchProducts, setZeroPolicy } from "@integrations/services";
import { z } from "zod";
import { partnerProcedure } from "../procedures/procedures.ts";
import { iso, timeSchema } from "../schemas/common.ts";
import {
  cursorSchema,
  partnerIdShape,
  providerIdSchema,
  recordIdSchema,
  searchSchema,
  serviceCodeSchema,
  textSchema,
} from "../schemas/text.ts";
import { router } from "../trpc.ts";

const inputSchema = z.object({ ...partnerIdShape, providerId: providerIdSchema });

export const mappingRouter = router({
  list: partnerProcedure
    .input(inputSchema)
    .output(
      z.array(
        z.object({
          service: z.string(),
          name: z.string(),
          deprecated: z.boolean(),
          /** Null while it is Not Assigned. */
          productId: z.string().nullable(),
          productName: z.string().nullable(),
          productIdentifier: z.string().nullable(),
          mappedAt: timeSchema.nullable(),
          /** What is done where the count falls to 0; null while it is Not Assigned. */
          zeroPolicy: z.enum(ZERO_POLICIES).nullable(),
          /** Customers that have units of it now, and how many units. */
          customers: z.number(),
          units: z.number(),
          /** False where a product may not be chosen: deprecated, not mapped and without units. */
          canBeMapped: z.boolean(),
          unmapRequestedAt: timeSchema.nullable(),
          /** Of the whole list, the same in every row; `mapping.save` takes it. */
          version: z.number(),
        }),
      ),
    )
    .query(async ({ ctx, input }) => {
      const { version, rows } = await listMappingRows(ctx.services, ctx.scope, input.providerId);
      return rows.map(({ service, mapping, customers, units, canBeMapped, unmapRequestedAt }) => ({
        service: service.code,
        name: service.name,
        deprecated: service.deprecated,
        productId: mapping?.productId ?? null,
        productName: mapping === null ? null : mapping.productDescription || mapping.productIdentifier,
        productIdentifier: mapping?.productIdentifier ?? null,
        mappedAt: iso(mapping?.mappedAt ?? null),
        zeroPolicy: mapping?.zeroPolicy ?? null,
        customers,
        units,
        canBeMapped,
        unmapRequestedAt: iso(unmapRequestedAt),
        version,
      }));
    }),

  products: partnerProcedure
    .input(
      inputSchema.extend({
        search: searchSchema.optional(),
        cursor: cursorSchema.optional(),
        limit: z.number().int().min(1).max(100).optional(),
      }),
    )
    .output(
      z.object({
        items: z.array(z.object({ id: z.string(), identifier: z.string(), description: z.string() })),
        nextCursor: z.string().optional(),
      }),
    )
    .query(({ ctx, input }) => searchProducts(ctx.services, ctx.scope, input, ctx.signal)),

  save: partnerProcedure
    .input(
      inputSchema.extend({
        assignments: z.array(z.object({ service: serviceCodeSchema, productId: recordIdSchema.nullable() })).max(200),
        /** The version of the list that was chosen from; with it, a save that came between is noticed. */
        version: z.number().int().optional(),
      }),
    )
    .output(z.object({ version: z.number(), changed: z.number() }))
    .mutation(({ ctx, input }) => saveMappings(ctx.services, ctx.scope, input, ctx.signal)),

  /** What the next runs do where the count of a mapped service falls to 0. */
  setZeroPolicy: partnerProcedure
    .input(inputSchema.extend({ service: serviceCodeSchema, zeroPolicy: z.enum(ZERO_POLICIES) }))
    .output(z.object({ service: z.string(), zeroPolicy: z.enum(ZERO_POLICIES) }))
    .mutation(async ({ ctx, input }) => {
      await setZeroPolicy(ctx.services, ctx.scope, input);
      return { service: input.service, zeroPolicy: input.zeroPolicy };
    }),

  /** Asks support to set a mapped service back to Not Assigned. */
  requestUnmap: partnerProcedure
    .input(inputSchema.extend({ service: serviceCodeSchema, note: textSchema({ max: 2000 }).optional() }))
    .output(z.object({ requestId: z.string(), service: z.string(), requestedAt: timeSchema }))
    .mutation(async ({ ctx, input }) => {
      const request = await requestUnmap(ctx.services, ctx.scope, input);
      return { requestId: request.id, service: request.serviceCode, requestedAt: iso(request.requestedAt) };
    }),
});
