import { z } from "zod";
import { dataEditSchema } from "../store/data-edit.ts";
import { apiUserChangesSchema, apiUserSchema } from "../tenant/api-user.ts";
import { behaviourChangesSchema } from "../tenant/behaviour.ts";

/** What the control API takes and gives. */
export const editsSchema = z.array(dataEditSchema);

export const newTenantSchema = z.strictObject({
  id: z.string().min(1),
  ci: z.int().optional(),
  zoneUrl: z.string().optional(),
  integrationCodes: z.array(z.string()).optional(),
  users: z.array(apiUserSchema).optional(),
  behaviour: behaviourChangesSchema.optional(),
  dataset: z.enum(["empty", "sample"]).default("empty"),
});
export type NewTenant = z.input<typeof newTenantSchema>;

export const tenantChangesSchema = z.strictObject({
  behaviour: behaviourChangesSchema.optional(),
  otherRequests: z.int().min(0).optional(),
  user: z.strictObject({ userName: z.string(), changes: apiUserChangesSchema }).optional(),
});
export type TenantChanges = z.input<typeof tenantChangesSchema>;

/** What is left out stays. */
export const settingsSchema = z.strictObject({
  latencyMs: z.number().min(0).optional(),
  listening: z.boolean().optional(),
  /** The time from now on; null = the real one again. */
  now: z.iso.datetime().nullable().optional(),
});
export type Settings = z.input<typeof settingsSchema>;

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
