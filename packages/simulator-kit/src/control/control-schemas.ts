import { z } from "zod";

/** Settings every simulator has; what is left out stays. */
export const SHARED_SETTINGS = {
  latencyMs: z.number().min(0).optional(),
  listening: z.boolean().optional(),
  /** The time from now on; null = the real one again. */
  now: z.iso.datetime().nullable().optional(),
} as const;
export type SharedSettings = z.output<z.ZodObject<typeof SHARED_SETTINGS>>;

export const releaseSchema = z.strictObject({ how: z.enum(["go-on", "drop"]).default("go-on") });

export interface SimulatorState {
  readonly site: string;
  readonly url: string;
  readonly listening: boolean;
  readonly tenants: readonly string[];
  readonly requests: number;
  readonly now: string;
}

export interface FaultCounts {
  readonly id: number;
  readonly seen: number;
  readonly fired: number;
}
