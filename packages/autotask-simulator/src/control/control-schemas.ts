import { SHARED_SETTINGS } from "@integrations/simulator-kit";
import { z } from "zod";
import { apiUserChangesSchema, apiUserSchema } from "../tenant/api-user.ts";
import { behaviourChangesSchema } from "../tenant/behaviour.ts";

/** What the control API takes and gives. */
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
export const settingsSchema = z.strictObject(SHARED_SETTINGS);
export type Settings = z.input<typeof settingsSchema>;
