import { CUSTOMER_SORTS, CUSTOMER_STATUSES, countCustomersByStatus, getCustomerView, listCustomerPage } from "@integrations/services";
import { z } from "zod";
import { partnerProcedure } from "../procedures/procedures.ts";
import { iso, reasonSchema, timeSchema } from "../schemas/common.ts";
import { decodeCursor, encodeCursor } from "../schemas/cursor.ts";
import { cursorSchema, idSchema, partnerIdShape, providerIdSchema, searchSchema } from "../schemas/text.ts";
import { router } from "../trpc.ts";
import { bulkAssignmentProcedures } from "./bulk-assignment.procedures.ts";
import { assignmentProcedures } from "./customer-assignment.procedures.ts";
import { exclusionProcedures } from "./customer-exclusion.procedures.ts";
import { unbilledProcedures } from "./unbilled.procedures.ts";

const DEFAULT_LIMIT = 50;

const inputSchema = z.object({ ...partnerIdShape, providerId: providerIdSchema });
const statusSchema = z.enum(CUSTOMER_STATUSES);
const namedSchema = z.object({ id: z.string(), name: z.string() });
/** The order it was made for, and the last row of the page before. */
const positionSchema = z.tuple([z.enum(CUSTOMER_SORTS), z.string(), z.string()]);

export const customersRouter = router({
  list: partnerProcedure
    .input(
      inputSchema.extend({
        search: searchSchema.optional(),
        status: statusSchema.optional(),
        /** With a minus: the other way round. */
        sort: z.enum(CUSTOMER_SORTS).optional(),
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
            archived: z.boolean(),
            company: namedSchema.nullable(),
            agreement: namedSchema.nullable(),
            assignedAt: timeSchema.nullable(),
            status: statusSchema,
            /** Why the status is `problem`. */
            reason: reasonSchema.nullable(),
            /** All units of the latest count; null where none was ever received. */
            units: z.number().nullable(),
            observedAt: timeSchema.nullable(),
            /** What the partner wrote when it excluded the customer; null where it is not excluded. */
            note: z.string().nullable(),
          }),
        ),
        nextCursor: z.string().optional(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const position = decodeCursor(input.cursor, positionSchema);
      const sort = position?.[0] ?? input.sort ?? "name";
      const after = position && { sortKey: position[1], id: position[2] };
      const search = input.search?.trim();
      const limit = input.limit ?? DEFAULT_LIMIT;
      const page = await listCustomerPage(ctx.services, ctx.scope, { ...input, search, sort, after, limit });
      const last = page.items.at(-1);
      return {
        items: page.items.map(({ id, ...customer }) => ({
          ...customer,
          customerId: id,
          domains: [...customer.domains],
          assignedAt: iso(customer.assignedAt),
          observedAt: iso(customer.observedAt),
        })),
        ...(page.more && last !== undefined ? { nextCursor: encodeCursor([sort, last.sortKey, last.id]) } : {}),
      };
    }),

  /** How many customers have which status; apart from the list, since it looks at all of them. */
  counts: partnerProcedure
    .input(inputSchema.extend({ search: searchSchema.optional() }))
    .output(z.object({ total: z.number(), notAssigned: z.number(), complete: z.number(), problem: z.number(), excluded: z.number() }))
    .query(({ ctx, input }) => countCustomersByStatus(ctx.services, ctx.scope, { ...input, search: input.search?.trim() })),

  get: partnerProcedure
    .input(z.object({ ...partnerIdShape, customerId: idSchema, providerId: providerIdSchema.optional() }))
    .output(
      z.object({
        customerId: z.string(),
        name: z.string(),
        domains: z.array(z.string()),
        archived: z.boolean(),
        observedAt: timeSchema.nullable(),
        quantities: z.array(z.object({ service: z.string(), name: z.string(), kind: z.enum(["service", "bundle"]), quantity: z.number() })),
        integrations: z.array(
          z.object({
            providerId: z.string(),
            connectionStatus: z.enum(["active", "paused", "attention"]),
            status: statusSchema,
            company: namedSchema.nullable(),
            agreement: namedSchema.nullable(),
            assignedAt: timeSchema.nullable(),
            /** Set where the partner wants the customer's lines left alone. */
            exclusion: z.object({ note: z.string(), excludedBy: z.string(), excludedAt: timeSchema }).nullable(),
            /** Others that are assigned to the same agreement; 50 at most. */
            sharedWith: z.array(z.object({ customerId: z.string(), name: z.string() })),
            problems: z.array(
              z.object({
                reason: reasonSchema,
                agreementId: z.string().nullable(),
                productId: z.string().nullable(),
                before: z.number().nullable(),
                after: z.number().nullable(),
                detail: z.string().nullable(),
                runId: z.string(),
              }),
            ),
          }),
        ),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { customer, observedAt, quantities, integrations } = await getCustomerView(ctx.services, ctx.scope, input);
      return {
        customerId: customer.id,
        name: customer.name,
        domains: [...customer.domains],
        archived: customer.archivedAt !== null,
        observedAt: iso(observedAt),
        quantities: quantities.map(({ service, quantity }) => ({
          service: service.code,
          name: service.name,
          kind: service.kind,
          quantity,
        })),
        integrations: integrations.map(({ assignment, exclusion, sharedWith, problems, ...integration }) => ({
          ...integration,
          exclusion: exclusion && { note: exclusion.note, excludedBy: exclusion.excludedBy, excludedAt: iso(exclusion.excludedAt) },
          sharedWith: [...sharedWith],
          company: assignment && { id: assignment.companyId, name: assignment.companyName },
          agreement: assignment && { id: assignment.agreementId, name: assignment.agreementName },
          assignedAt: iso(assignment?.assignedAt ?? null),
          problems: [...problems],
        })),
      };
    }),

  ...assignmentProcedures,
  ...bulkAssignmentProcedures,
  ...exclusionProcedures,
  ...unbilledProcedures,
});
