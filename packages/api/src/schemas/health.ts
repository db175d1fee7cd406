import { RUN_STATUSES } from "@integrations/core";
import type { PartnerHealthView } from "@integrations/services";
import { z } from "zod";
import { iso, reasonSchema, timeSchema } from "./common.ts";

/** What is worst about a row; the first that fits. `none` is a partner that has enabled nothing. */
export const HEALTH_STATES = ["attention", "failing", "late", "held", "problems", "paused", "fine", "none"] as const;

/** `night`: the longest ago first; the numbers: the largest first. */
export const HEALTH_SORTS = ["worst", "name", "night", "problems", "requests"] as const;

export const partnerHealthSchema = z.object({
  partnerId: z.string(),
  partnerName: z.string(),
  providerId: z.string().nullable(),
  status: z.enum(["inactive", "active", "paused", "attention"]),
  attentionReason: reasonSchema.nullable(),
  state: z.enum(HEALTH_STATES),
  /** The last night that came to an end, or is held. */
  lastNight: z
    .object({
      runId: z.string(),
      night: z.iso.date(),
      status: z.enum(RUN_STATUSES),
      reason: reasonSchema.nullable(),
      finishedAt: timeSchema.nullable(),
    })
    .nullable(),
  /** Nights that failed one after another up to now. */
  failedNights: z.number(),
  /** What the last update left undone, and why. */
  problems: z.number(),
  problemsByReason: z.array(z.object({ reason: reasonSchema, count: z.number() })),
  /** The oldest night that is queued or under way. */
  oldestNightNotDone: z.iso.date().nullable(),
  heldRuns: z.number(),
  openRequests: z.number(),
});

export const healthCountsSchema = z.object({
  total: z.number(),
  withRequests: z.number(),
  ...(Object.fromEntries(HEALTH_STATES.map((state) => [state, z.number()])) as Record<(typeof HEALTH_STATES)[number], z.ZodNumber>),
});

export const healthPositionSchema = z.tuple([z.number(), z.string(), z.string()]);

export function toPartnerHealth(health: PartnerHealthView): z.output<typeof partnerHealthSchema> {
  const { lastNight } = health;
  return {
    partnerId: health.partnerId,
    partnerName: health.partnerName,
    providerId: health.providerId,
    status: health.status ?? "inactive",
    attentionReason: health.attentionReason,
    state: health.state,
    lastNight: lastNight && { ...lastNight, finishedAt: iso(lastNight.finishedAt) },
    failedNights: health.failedNights,
    problems: health.problems,
    problemsByReason: [...health.problemsByReason],
    oldestNightNotDone: health.oldestNightNotDone,
    heldRuns: health.heldRuns,
    openRequests: health.openRequests,
  };
}
