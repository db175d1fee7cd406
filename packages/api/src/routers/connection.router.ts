import {
  checkConnection,
  enableConnection,
  getConnectionView,
  pauseConnection,
  Refusal,
  removeConnection,
  resumeConnection,
  savePreferences,
  updateConnection,
} from "@integrations/services";
import { z } from "zod";
import { partnerProcedure } from "../procedures/procedures.ts";
import { integrationStatusSchema, iso, permissionResultSchema, reasonSchema, timeSchema } from "../schemas/common.ts";
import { partnerIdShape, providerIdSchema } from "../schemas/text.ts";
import { router } from "../trpc.ts";

const inputSchema = z.object({ ...partnerIdShape, providerId: providerIdSchema });

/** Checked against the provider's own fields further in; unknown keys are refused there. */
const configSchema = z.record(z.string().max(100), z.unknown());

const statusSchema = z.object({ providerId: z.string(), status: integrationStatusSchema });

const holdingsSchema = z.object({
  mappings: z.number(),
  assignments: z.number(),
  keptLines: z.number(),
  unmapRequests: z.number(),
  unfinishedRuns: z.number(),
});

const preferencesShape = {
  guardMinLines: z.number().int().min(1).max(1_000_000),
  guardMinShare: z.number().min(0).max(1),
  concurrency: z.number().int().min(1).max(100),
  callsPerMinute: z.number().int().min(1).max(100_000),
};

export const connectionRouter = router({
  get: partnerProcedure
    .input(inputSchema)
    .output(
      z.object({
        providerId: z.string(),
        status: integrationStatusSchema,
        attentionReason: reasonSchema.nullable(),
        settings: z.record(z.string(), z.union([z.string(), z.boolean()])),
        secretsSet: z.record(z.string(), z.boolean()),
        enabledAt: timeSchema.nullable(),
        updatedAt: timeSchema.nullable(),
        mappingVersion: z.number(),
        preferences: z.object({
          ...preferencesShape,
          /** Names of those that were set for this connection. */
          own: z.array(z.string()),
          /** What applies where nothing was set. */
          defaults: z.object(preferencesShape),
        }),
        whatIsLost: holdingsSchema,
        nextNightAt: timeSchema.nullable(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const view = await getConnectionView(ctx.services, ctx.scope, input.providerId);
      const nextNightAt = view.status === "active" ? iso(ctx.nextNightAt(ctx.services.clock.now())) : null;
      return {
        ...view,
        preferences: { ...view.preferences, own: [...view.preferences.own] },
        enabledAt: iso(view.enabledAt),
        updatedAt: iso(view.updatedAt),
        nextNightAt,
      };
    }),

  /** A question, also where it is asked with POST, as it has to be with a config. */
  check: partnerProcedure
    .input(inputSchema.extend({ config: configSchema.optional() }))
    .output(
      z.object({
        ok: z.boolean(),
        permissions: z.array(permissionResultSchema),
        reason: reasonSchema.optional(),
        detail: z.string().optional(),
      }),
    )
    .query(async ({ ctx, input }) => {
      if (input.config !== undefined && ctx.inputInUrl) {
        throw new Refusal("invalid_input", { field: "config", detail: "Keys do not belong in an address: send this with POST." });
      }
      const outcome = await checkConnection(ctx.services, ctx.scope, input, ctx.signal);
      return { ...outcome, permissions: [...outcome.permissions] };
    }),

  enable: partnerProcedure
    .input(inputSchema.extend({ config: configSchema }))
    .output(statusSchema)
    .mutation(async ({ ctx, input }) => {
      const { status } = await enableConnection(ctx.services, ctx.scope, input, ctx.signal, ctx.principal.email);
      return { providerId: input.providerId, status };
    }),

  update: partnerProcedure
    .input(inputSchema.extend({ config: configSchema.optional() }))
    .output(statusSchema)
    .mutation(async ({ ctx, input }) => ({
      providerId: input.providerId,
      status: await updateConnection(ctx.services, ctx.scope, input, ctx.signal),
    })),

  pause: partnerProcedure
    .input(inputSchema)
    .output(statusSchema)
    .mutation(async ({ ctx, input }) => {
      await pauseConnection(ctx.services, ctx.scope, input.providerId);
      return { providerId: input.providerId, status: "paused" as const };
    }),

  resume: partnerProcedure
    .input(inputSchema)
    .output(statusSchema)
    .mutation(async ({ ctx, input }) => {
      await resumeConnection(ctx.services, ctx.scope, input.providerId);
      return { providerId: input.providerId, status: "active" as const };
    }),

  remove: partnerProcedure
    .input(inputSchema)
    .output(statusSchema.extend({ lost: holdingsSchema }))
    .mutation(async ({ ctx, input }) => ({
      providerId: input.providerId,
      status: "inactive" as const,
      lost: await removeConnection(ctx.services, ctx.scope, input.providerId),
    })),

  /** When a run is held, and how fast the provider may be asked. Null goes back to the default. */
  savePreferences: partnerProcedure
    .input(
      inputSchema.extend({
        preferences: z.object({
          guardMinLines: preferencesShape.guardMinLines.nullish(),
          guardMinShare: preferencesShape.guardMinShare.nullish(),
          concurrency: preferencesShape.concurrency.nullish(),
          callsPerMinute: preferencesShape.callsPerMinute.nullish(),
        }),
      }),
    )
    .output(z.object({ providerId: z.string() }))
    .mutation(async ({ ctx, input }) => {
      await savePreferences(ctx.services, ctx.scope, input);
      return { providerId: input.providerId };
    }),
});
