import { listAudit } from "@integrations/services";
import { z } from "zod";
import { partnerProcedure } from "../procedures/procedures.ts";
import { iso, timeSchema } from "../schemas/common.ts";
import { decodeCursor, encodeCursor } from "../schemas/cursor.ts";
import { cursorSchema, partnerIdShape } from "../schemas/text.ts";
import { router } from "../trpc.ts";

const DEFAULT_LIMIT = 50;

const positionSchema = z.string().regex(/^[0-9]{1,18}$/);

export const auditRouter = router({
  /** Who did what on the partner's data, newest first. */
  list: partnerProcedure
    .input(z.object({ ...partnerIdShape, cursor: cursorSchema.optional(), limit: z.number().int().min(1).max(500).optional() }).optional())
    .output(
      z.object({
        items: z.array(
          z.object({
            id: z.string(),
            at: timeSchema,
            actor: z.string(),
            role: z.enum(["partner", "support", "platform", "system"]),
            action: z.string(),
            facts: z.record(z.string(), z.unknown()),
            /** What the customer of the facts is called now. */
            customerName: z.string().nullable(),
            ip: z.string().nullable(),
          }),
        ),
        /** What the services of the facts are called, by code. */
        serviceNames: z.record(z.string(), z.string()),
        nextCursor: z.string().optional(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const beforeId = decodeCursor(input?.cursor, positionSchema);
      const page = await listAudit(ctx.services, ctx.scope, {
        limit: input?.limit ?? DEFAULT_LIMIT,
        ...(beforeId === undefined ? {} : { beforeId }),
      });
      const last = page.items.at(-1);
      return {
        items: page.items.map(({ id, at, actor, actorRole, action, facts, customerName, ip }) => ({
          id,
          at: iso(at),
          actor,
          role: actorRole,
          action,
          facts,
          customerName,
          ip,
        })),
        serviceNames: { ...page.serviceNames },
        ...(page.more && last !== undefined ? { nextCursor: encodeCursor(last.id) } : {}),
      };
    }),
});
