import { SHARED_SETTINGS } from "@integrations/simulator-kit";
import { z } from "zod";
import { rateLimitSchema } from "../server/rate-limiter.ts";
import type { AgreementStatus } from "../store/records.ts";
import { behaviourChangesSchema } from "../tenant/behaviour.ts";
import { memberSchema } from "../tenant/member.ts";

/** What the control API takes and gives. */
export const newTenantSchema = z.strictObject({
  companyId: z.string().min(1),
  companyName: z.string().optional(),
  codebase: z.string().optional(),
  isCloud: z.boolean().optional(),
  siteUrl: z.string().optional(),
  members: z.array(memberSchema).optional(),
  behaviour: behaviourChangesSchema.optional(),
  dataset: z
    .union([
      z.enum(["empty", "sample"]),
      z.strictObject({
        seed: z.int(),
        companies: z.int().min(0),
        agreementsPerCompany: z.int().min(0),
        products: z.int().min(1),
        additionsPerAgreement: z.int().min(0),
      }),
    ])
    .default("empty"),
});
export type NewTenant = z.input<typeof newTenantSchema>;

/** What is left out stays; null lifts the rate limit. */
export const settingsSchema = z.strictObject({
  ...SHARED_SETTINGS,
  rateLimit: rateLimitSchema.nullable().optional(),
  unknownCompany: z.enum(["null", "404"]).optional(),
});
export type Settings = z.input<typeof settingsSchema>;
export type OwnSettings = Pick<z.output<typeof settingsSchema>, "rateLimit" | "unknownCompany">;

/** An agreement with the status it shows. */
export interface AgreementView {
  readonly id: number;
  readonly name: string;
  readonly companyId: number;
  readonly shownStatus: AgreementStatus;
}
