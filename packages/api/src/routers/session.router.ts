import { z } from "zod";
import { findScope, partnerIdFor, personProcedure } from "../procedures/procedures.ts";
import { partnerIdShape } from "../schemas/text.ts";
import { router } from "../trpc.ts";

export const sessionRouter = router({
  /** Who is signed in, and on whose data. */
  me: personProcedure
    .input(z.object(partnerIdShape).optional())
    .output(
      z.object({
        subject: z.string(),
        name: z.string().nullable(),
        role: z.enum(["partner", "support"]),
        /** Null for support that has not chosen one. */
        partner: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }).nullable(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { actor, principal } = ctx;
      const { subject, role } = actor;
      const isUndecided = role === "support" && input?.partnerId === undefined;
      const scope = isUndecided ? null : await findScope(ctx, actor, partnerIdFor(actor, principal, input?.partnerId));
      return { subject, name: principal.name, role, partner: scope && { ...scope.partner } };
    }),
});
