import { assignMany, suggestAssignments } from "@integrations/services";
import { z } from "zod";
import { partnerProcedure } from "../procedures/procedures.ts";
import { reasonSchema } from "../schemas/common.ts";
import { decodeCursor, encodeCursor } from "../schemas/cursor.ts";
import { cursorSchema, idSchema, partnerIdShape, providerIdSchema, recordIdSchema } from "../schemas/text.ts";

const DEFAULT_LIMIT = 25;
/** Of one call; whoever has more asks again. */
const MOST_ASSIGNMENTS = 2000;

const inputSchema = z.object({ ...partnerIdShape, providerId: providerIdSchema });
const namedSchema = z.object({ id: z.string(), name: z.string() });
/** Name and id of the last row of the page before. */
const positionSchema = z.tuple([z.string(), z.string()]);

/** The part of `customers.*` that assigns many at once. */
export const bulkAssignmentProcedures = {
  /** For customers that are not assigned: which company may be each one's, and why. Nothing is stored. */
  suggestions: partnerProcedure
    .input(inputSchema.extend({ cursor: cursorSchema.optional(), limit: z.number().int().min(1).max(50).optional() }))
    .output(
      z.object({
        items: z.array(
          z.object({
            customerId: z.string(),
            name: z.string(),
            domains: z.array(z.string()),
            units: z.number().nullable(),
            /** The likelier first. */
            candidates: z.array(
              z.object({
                company: z.object({ id: z.string(), name: z.string(), identifier: z.string() }),
                reasons: z.array(z.enum(["domain", "name"])),
                /** The domain that both have. */
                domain: z.string().nullable(),
                confidence: z.enum(["high", "medium", "low"]),
                /** Those it can be assigned to today. */
                agreements: z.array(z.object({ id: z.string(), name: z.string(), type: z.string().nullable() })),
              }),
            ),
            /** Where there is one company with one agreement: what may be taken over without a choice. */
            proposal: z.object({ companyId: z.string(), agreementId: z.string() }).nullable(),
          }),
        ),
        nextCursor: z.string().optional(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const position = decodeCursor(input.cursor, positionSchema);
      const after = position && { sortKey: position[0], id: position[1] };
      const query = { providerId: input.providerId, after, limit: input.limit ?? DEFAULT_LIMIT };
      const page = await suggestAssignments(ctx.services, ctx.scope, query, ctx.signal);
      const last = page.items.at(-1)?.customer;
      return {
        items: page.items.map(({ customer, candidates, proposal }) => ({
          customerId: customer.id,
          name: customer.name,
          domains: [...customer.domains],
          units: customer.units,
          candidates: candidates.map(({ company, reasons, domain, confidence, agreements }) => ({
            company: { id: company.id, name: company.name, identifier: company.identifier },
            reasons: [...reasons],
            domain,
            confidence,
            agreements: agreements.map(({ id, name, type }) => ({ id, name, type })),
          })),
          proposal,
        })),
        ...(page.more && last !== undefined ? { nextCursor: encodeCursor([last.sortKey, last.id]) } : {}),
      };
    }),

  /** All of them, or none and why. */
  assignMany: partnerProcedure
    .input(
      inputSchema.extend({
        assignments: z
          .array(z.object({ customerId: idSchema, companyId: recordIdSchema, agreementId: recordIdSchema }))
          .min(1)
          .max(MOST_ASSIGNMENTS),
        /** Only says what would become of each. */
        dryRun: z.boolean().optional(),
      }),
    )
    .output(
      z.object({
        /** 0 where one is refused, or it was a dry run. */
        saved: z.number(),
        rows: z.array(
          z.object({
            customerId: z.string(),
            company: namedSchema.nullable(),
            agreement: namedSchema.nullable(),
            /** Why it is refused; null where it is not. */
            reason: reasonSchema.nullable(),
            detail: z.string().nullable(),
          }),
        ),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { saved, rows } = await assignMany(ctx.services, ctx.scope, input, ctx.signal);
      return {
        saved,
        rows: rows.map(({ customerId, place, reason, detail }) => ({
          customerId,
          company: place && { id: place.company.id, name: place.company.name },
          agreement: place && { id: place.agreement.id, name: place.agreement.name },
          reason,
          detail,
        })),
      };
    }),
};
