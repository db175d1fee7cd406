import { getProvider, listIntegrations } from "@integrations/services";
import { z } from "zod";
import { partnerProcedure, personProcedure } from "../procedures/procedures.ts";
import { integrationStatusSchema, iso, lastRunSchema, reasonSchema, timeSchema } from "../schemas/common.ts";
import { describeProvider, providerDescriptionSchema } from "../schemas/provider.ts";
import { partnerIdShape, providerIdSchema } from "../schemas/text.ts";
import { router } from "../trpc.ts";

export const integrationsRouter = router({
  list: partnerProcedure
    .input(z.object(partnerIdShape).optional())
    .output(
      z.array(
        z.object({
          providerId: z.string(),
          name: z.string(),
          logo: z.string(),
          status: integrationStatusSchema,
          attentionReason: reasonSchema.nullable(),
          /** When it was enabled. */
          since: timeSchema.nullable(),
          lastRun: lastRunSchema.nullable(),
          nextNightAt: timeSchema.nullable(),
          /** Nights that failed one after another up to now, and when the first of them did. */
          failedNights: z.number(),
          failingSince: timeSchema.nullable(),
        }),
      ),
    )
    .query(async ({ ctx }) => {
      const nextNightAt = iso(ctx.nextNightAt(ctx.services.clock.now()));
      const integrations = await listIntegrations(ctx.services, ctx.scope);
      return integrations.map(({ provider, status, attentionReason, since, lastRun, failing }) => ({
        providerId: provider.id,
        name: provider.name,
        logo: provider.logo,
        status,
        attentionReason,
        since: iso(since),
        lastRun: lastRun && { ...lastRun, startedAt: iso(lastRun.startedAt), finishedAt: iso(lastRun.finishedAt) },
        nextNightAt: status === "active" ? nextNightAt : null,
        failedNights: failing?.nights ?? 0,
        failingSince: iso(failing?.since ?? null),
      }));
    }),

  /** The same for every partner. */
  describe: personProcedure
    .input(z.object({ ...partnerIdShape, providerId: providerIdSchema }))
    .output(providerDescriptionSchema)
    .query(({ ctx, input }) => describeProvider(getProvider(ctx.services, input.providerId))),
});
