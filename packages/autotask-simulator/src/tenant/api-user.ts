import { z } from "zod";

/** Entities a level can open or close; writes to a child go by the entity's own name. */
export const ENTITY_NAMES = [
  "Companies",
  "Contracts",
  "Services",
  "ServiceBundles",
  "ContractServices",
  "ContractServiceUnits",
  "ContractServiceAdjustments",
  "ContractServiceBundles",
  "ContractServiceBundleUnits",
  "ContractServiceBundleAdjustments",
] as const;
export type EntityName = (typeof ENTITY_NAMES)[number];

const accessSchema = z.enum(["All", "None", "Restricted"]);
export type Access = z.output<typeof accessSchema>;

const levelSchema = z.partialRecord(
  z.enum(ENTITY_NAMES),
  z.strictObject({ query: accessSchema.optional(), create: accessSchema.optional() }),
);

/** What a security level allows; what is not named is "All". */
export type Level = z.output<typeof levelSchema>;

export const apiUserSchema = z.strictObject({
  userName: z.string().min(1),
  secret: z.string().min(1),
  level: levelSchema.default({}),
  /** Contracts of a line of business that is not the user's: silently absent from every list (V). */
  hiddenContracts: z.array(z.number()).default([]),
});
export type ApiUser = z.output<typeof apiUserSchema>;
export type ApiUserInput = z.input<typeof apiUserSchema>;

/** What can change about a user while the server runs. */
export const apiUserChangesSchema = apiUserSchema.partial().omit({ userName: true });
export type ApiUserChanges = z.input<typeof apiUserChangesSchema>;

export function accessOf(user: ApiUser, entity: EntityName, kind: "query" | "create"): Access {
  return user.level[entity]?.[kind] ?? "All";
}
