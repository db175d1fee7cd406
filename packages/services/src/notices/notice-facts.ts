import { REASON_CODES, type ReasonCode } from "@integrations/core";
import { z } from "zod";

const reasonSchema = z.enum(REASON_CODES as [ReasonCode, ...ReasonCode[]]);
const time = z.iso.datetime().transform((text) => new Date(text));

const causeSchema = z.object({
  reason: reasonSchema.nullable(),
  count: z.number().nullable(),
  nights: z.number(),
  since: time,
});

const weekSchema = z.object({
  connectionId: z.string(),
  providerId: z.string(),
  status: z.enum(["active", "paused", "attention"]),
  nights: z.number(),
  failedNights: z.number(),
  set: z.number(),
  added: z.number(),
  held: z.number(),
  problems: z.array(z.object({ reason: reasonSchema, count: z.number() })),
});

/**
 * What a notice is about, as it is stored: codes, numbers and times. No names, nothing a provider said, no secret: what is not in
 * here cannot be sent.
 */
export const noticeFactsSchema = z.object({
  causes: z.array(causeSchema).default([]),
  /** Changes that wait, of a held run. */
  waiting: z.number().default(0),
  /** The connection stands still until somebody corrects it. */
  standsStill: z.boolean().default(false),
  /** Of a digest: its first and last moment, and each connection. */
  from: time.optional(),
  to: time.optional(),
  weeks: z.array(weekSchema).default([]),
  channel: z.enum(["email", "webhook"]).optional(),
});

export type NoticeFacts = z.output<typeof noticeFactsSchema>;
export type NoticeFactsToStore = z.input<typeof noticeFactsSchema>;
