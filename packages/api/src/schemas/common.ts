import { REASON_CODES, RUN_STATUSES, RUN_TRIGGERS, type ReasonCode } from "@integrations/core";
import { z } from "zod";

/** A time as ISO text in UTC. */
export const timeSchema = z.iso.datetime();

export const reasonSchema = z.enum(REASON_CODES as [ReasonCode, ...ReasonCode[]]);

export const integrationStatusSchema = z.enum(["inactive", "active", "paused", "attention"]);

export const permissionResultSchema = z.object({
  id: z.string(),
  module: z.string(),
  permission: z.string(),
  level: z.string(),
  /** Null where it cannot be found out without writing. */
  ok: z.boolean().nullable(),
});

export const runCountsSchema = z.object({
  agreements: z.number(),
  lines: z.number(),
  unchanged: z.number(),
  left: z.number(),
  planned: z.number(),
  set: z.number(),
  added: z.number(),
  skipped: z.number(),
  chosen: z.number(),
  held: z.number(),
  failed: z.number(),
});

export const lastRunSchema = z.object({
  id: z.string(),
  status: z.enum(RUN_STATUSES),
  trigger: z.enum(RUN_TRIGGERS),
  reason: reasonSchema.nullable(),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  counts: runCountsSchema,
});

export function iso(time: Date): string;
export function iso(time: Date | null): string | null;
export function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
