import {
  clearMapping,
  countPartnerHealthForSupport,
  listPartnerHealthForSupport,
  listPartnersForSupport,
  listUnmapRequestsForSupport,
} from "@integrations/services";
import { z } from "zod";
import { supportOnPartnerProcedure, supportProcedure } from "../procedures/procedures.ts";
import { integrationStatusSchema, iso, timeSchema } from "../schemas/common.ts";
import { decodeCursor, encodeCursor } from "../schemas/cursor.ts";
import {
  HEALTH_SORTS,
  HEALTH_STATES,
  healthCountsSchema,
  healthPositionSchema,
  partnerHealthSchema,
  toPartnerHealth,
} from "../schemas/health.ts";
import { cursorSchema, idSchema, providerIdSchema, searchSchema, serviceCodeSchema, textSchema } from "../schemas/text.ts";
import { router } from "../trpc.ts";

const LIMIT = 50;

const partnerPositionSchema = z.tuple([z.string(), z.string()]);
const requestPositionSchema = z.tuple([z.iso.datetime(), z.uuid()]);

export const supportRouter = router({
  partners: supportProcedure
    .input(z.object({ search: searchSchema.optional(), cursor: cursorSchema.optional() }).optional())
    .output(
      z.object({
        items: z.array(
          z.object({
            partnerId: z.string(),
            name: z.string(),
            timeZone: z.string(),
            integrations: z.array(z.object({ providerId: z.string(), status: integrationStatusSchema })),
          }),
        ),
        nextCursor: z.string().optional(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const position = decodeCursor(input?.cursor, partnerPositionSchema);
      const after = position && { name: position[0], id: position[1] };
      const page = await listPartnersForSupport(ctx.services, { search: input?.search?.trim(), after, limit: LIMIT });
      const last = page.items.at(-1);
      return {
        items: page.items.map(({ id, name, timeZone, connections }) => ({ partnerId: id, name, timeZone, integrations: [...connections] })),
        ...(page.more && last !== undefined ? { nextCursor: encodeCursor([last.sortName, last.id]) } : {}),
      };
    }),

  /** How all partners stand: a row for each of their integrations, and one for each partner without. */
  health: supportProcedure
    .input(
      z
        .object({
          search: searchSchema.optional(),
          state: z.enum(HEALTH_STATES).optional(),
          withRequests: z.boolean().optional(),
          providerId: providerIdSchema.optional(),
          sort: z.enum(HEALTH_SORTS).optional(),
          cursor: cursorSchema.optional(),
          limit: z.number().int().min(1).max(200).optional(),
        })
        .optional(),
    )
    .output(z.object({ items: z.array(partnerHealthSchema), nextCursor: z.string().optional() }))
    .query(async ({ ctx, input = {} }) => {
      const { search, state, withRequests, providerId, sort = "worst" } = input;
      const position = decodeCursor(input.cursor, healthPositionSchema);
      const after = position && { key: position[0], name: position[1], rowId: position[2] };
      const query = { search: search?.trim(), state, withRequests, providerId, sort, after, limit: input.limit ?? LIMIT };
      const page = await listPartnerHealthForSupport(ctx.services, query);
      const last = page.items.at(-1)?.position;
      return {
        items: page.items.map(toPartnerHealth),
        ...(page.more && last !== undefined ? { nextCursor: encodeCursor([last.key, last.name, last.rowId]) } : {}),
      };
    }),

  /** How many rows of each state there are for the same search. */
  healthCounts: supportProcedure
    .input(z.object({ search: searchSchema.optional(), providerId: providerIdSchema.optional() }).optional())
    .output(healthCountsSchema)
    .query(async ({ ctx, input = {} }) =>
      countPartnerHealthForSupport(ctx.services, { search: input.search?.trim(), providerId: input.providerId }),
    ),

  /** Open requests of partners to set a mapping back, oldest first. */
  unmapRequests: supportProcedure
    .input(z.object({ partnerId: idSchema.optional(), cursor: cursorSchema.optional() }).optional())
    .output(
      z.object({
        items: z.array(
          z.object({
            requestId: z.string(),
            partnerId: z.string(),
            partnerName: z.string(),
            providerId: z.string(),
            service: z.string(),
            serviceName: z.string(),
            productName: z.string().nullable(),
            requestedBy: z.string(),
            requestedAt: timeSchema,
            note: z.string().nullable(),
          }),
        ),
        nextCursor: z.string().optional(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const position = decodeCursor(input?.cursor, requestPositionSchema);
      const after = position && { requestedAt: new Date(position[0]), id: position[1] };
      const page = await listUnmapRequestsForSupport(ctx.services, { partnerId: input?.partnerId, after, limit: LIMIT });
      const last = page.items.at(-1);
      return {
        items: page.items.map((request) => ({
          requestId: request.id,
          partnerId: request.partnerId,
          partnerName: request.partnerName,
          providerId: request.providerId,
          service: request.serviceCode,
          serviceName: request.serviceName,
          productName: request.productDescription || request.productIdentifier,
          requestedBy: request.requestedBy,
          requestedAt: iso(request.requestedAt),
          note: request.note,
        })),
        ...(page.more && last !== undefined ? { nextCursor: encodeCursor([iso(last.requestedAt), last.id]) } : {}),
      };
    }),

  /** Sets a mapped service back to Not Assigned. */
  clearMapping: supportOnPartnerProcedure
    .input(
      z.object({ partnerId: idSchema, providerId: providerIdSchema, service: serviceCodeSchema, ticket: textSchema({ min: 1, max: 200 }) }),
    )
    .output(z.object({ service: z.string(), version: z.number() }))
    .mutation(async ({ ctx, input }) => {
      const { version } = await clearMapping(ctx.services, ctx.scope, input);
      return { service: input.service, version };
    }),
});
