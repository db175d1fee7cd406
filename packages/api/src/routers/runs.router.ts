import { CHANGE_OUTCOMES, RUN_STATUSES, RUN_TRIGGERS } from "@integrations/core";
import { cancelRun, getRun, listRunPage, releaseRun, sentenceOf, startRun, type RunView } from "@integrations/services";
import { z } from "zod";
import { partnerProcedure } from "../procedures/procedures.ts";
import { iso, reasonSchema, runCountsSchema, timeSchema } from "../schemas/common.ts";
import { decodeCursor, encodeCursor } from "../schemas/cursor.ts";
import { cursorSchema, idSchema, partnerIdShape, providerIdSchema, recordIdSchema } from "../schemas/text.ts";
import { router } from "../trpc.ts";

const DEFAULT_LIMIT = 30;

const runIdInputSchema = z.object({ ...partnerIdShape, runId: recordIdSchema });

const runShape = {
  id: z.string(),
  providerId: z.string(),
  status: z.enum(RUN_STATUSES),
  trigger: z.enum(RUN_TRIGGERS),
  /** The night it counts for, `YYYY-MM-DD`; null for all but the nightly ones. */
  night: z.string().nullable(),
  /** Set where it is for one customer only. */
  customerId: z.string().nullable(),
  /** Why it is held or failed. */
  reason: reasonSchema.nullable(),
  /** The reason as a sentence, with the detail where there is one. */
  sentence: z.string().nullable(),
  /** What was said about it, more exact than the reason. */
  detail: z.string().nullable(),
  counts: runCountsSchema,
  progress: z.object({ agreementsTotal: z.number(), agreementsRead: z.number(), writesTotal: z.number(), writesDone: z.number() }),
  requestedBy: z.string().nullable(),
  queuedAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  releasedAt: timeSchema.nullable(),
  cancelRequestedAt: timeSchema.nullable(),
};

const changeSchema = z.object({
  position: z.number(),
  /** Set where it concerns one customer. */
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  agreementId: z.string().nullable(),
  agreementName: z.string().nullable(),
  companyName: z.string().nullable(),
  /** Everybody who is assigned to the agreement now. */
  customers: z.array(z.object({ customerId: z.string(), name: z.string() })),
  /** Null where it concerns a whole customer or agreement. */
  productId: z.string().nullable(),
  productIdentifier: z.string().nullable(),
  productName: z.string().nullable(),
  lineId: z.string().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  outcome: z.enum(CHANGE_OUTCOMES),
  reason: reasonSchema.nullable(),
  /** The reason as a sentence, with what the provider said where it said something. */
  sentence: z.string().nullable(),
  /** What the provider said, where it said something. */
  detail: z.string().nullable(),
});

/** A whole number as Postgres keeps it: a larger one could not even be compared. */
const changePositionSchema = z.int32().min(0);
const listPositionSchema = z.tuple([z.iso.datetime(), z.uuid()]);

export const runsRouter = router({
  start: partnerProcedure
    .input(z.object({ ...partnerIdShape, providerId: providerIdSchema, preview: z.boolean().optional(), customerId: idSchema.optional() }))
    .output(z.object({ runId: z.string() }))
    .mutation(({ ctx, input }) => startRun(ctx.services, ctx.scope, input)),

  get: partnerProcedure
    .input(
      runIdInputSchema.extend({ changesCursor: cursorSchema.optional(), changesLimit: z.number().int().min(1).max(10_000).optional() }),
    )
    .output(z.object({ ...runShape, changes: z.array(changeSchema), nextChangesCursor: z.string().optional() }))
    .query(async ({ ctx, input }) => {
      const changesAfter = decodeCursor(input.changesCursor, changePositionSchema);
      const run = await getRun(ctx.services, ctx.scope, { runId: input.runId, changesAfter, changesLimit: input.changesLimit });
      const last = run.changes.at(-1);
      return {
        ...toRunOutput(run),
        changes: run.changes.map((change) => ({ ...change, customers: [...change.customers], sentence: sentenceOf(change) })),
        ...(run.moreChanges && last !== undefined ? { nextChangesCursor: encodeCursor(last.position) } : {}),
      };
    }),

  /** Newest first, without their changes. */
  list: partnerProcedure
    .input(
      z.object({
        ...partnerIdShape,
        providerId: providerIdSchema,
        cursor: cursorSchema.optional(),
        limit: z.number().int().min(1).max(100).optional(),
      }),
    )
    .output(z.object({ items: z.array(z.object(runShape)), nextCursor: z.string().optional() }))
    .query(async ({ ctx, input }) => {
      const position = decodeCursor(input.cursor, listPositionSchema);
      const page = await listRunPage(ctx.services, ctx.scope, {
        providerId: input.providerId,
        limit: input.limit ?? DEFAULT_LIMIT,
        ...(position === undefined ? {} : { after: { queuedAt: new Date(position[0]), id: position[1] } }),
      });
      const last = page.items.at(-1);
      return {
        items: page.items.map(toRunOutput),
        ...(page.more && last !== undefined ? { nextCursor: encodeCursor([iso(last.queuedAt), last.id]) } : {}),
      };
    }),

  /** Lets a held run go. */
  release: partnerProcedure
    .input(runIdInputSchema)
    .output(z.object({ runId: z.string() }))
    .mutation(({ ctx, input }) => releaseRun(ctx.services, ctx.scope, input.runId)),

  /** Drops a run that is held or has not ended. */
  cancel: partnerProcedure
    .input(runIdInputSchema)
    .output(z.object({ runId: z.string() }))
    .mutation(({ ctx, input }) => cancelRun(ctx.services, ctx.scope, input.runId)),
});

function toRunOutput(run: Omit<RunView, "changes" | "moreChanges">) {
  return {
    id: run.id,
    providerId: run.providerId,
    status: run.status,
    trigger: run.trigger,
    night: run.night,
    customerId: run.customerId,
    reason: run.reason,
    sentence: sentenceOf(run),
    detail: run.detail,
    counts: run.counts,
    progress: run.progress,
    requestedBy: run.requestedBy,
    queuedAt: iso(run.queuedAt),
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
    releasedAt: iso(run.releasedAt),
    cancelRequestedAt: iso(run.cancelRequestedAt),
  };
}
