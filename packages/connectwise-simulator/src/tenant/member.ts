import { z } from "zod";
import { ACCESSES, ADMIN_ROLE, LEVELS, PERMISSIONS, type Role } from "./role.ts";

/** An API Member: a pair of keys, a role, and agreements it may not see or touch. */
export interface Member {
  readonly identifier: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly role: Role;
  /** Agreements that are not there for this member: left out of lists, 404 by id. */
  readonly hidden: Narrowing;
  /** Agreements it finds in lists but is refused by id: 403. */
  readonly refused: Narrowing;
}

export interface Narrowing {
  readonly agreementTypes: readonly string[];
  readonly agreementIds: readonly number[];
}

const levelsSchema = z.partialRecord(z.enum(ACCESSES), z.enum(LEVELS));

const roleSchema = z.partialRecord(z.enum(PERMISSIONS), levelsSchema);

const narrowingSchema = z.strictObject({
  agreementTypes: z.array(z.string()).default([]),
  agreementIds: z.array(z.number()).default([]),
});

export const memberSchema = z.strictObject({
  identifier: z.string().default("api-integration"),
  publicKey: z.string().min(1),
  privateKey: z.string().min(1),
  role: roleSchema.default(ADMIN_ROLE),
  hidden: narrowingSchema.prefault({}),
  refused: narrowingSchema.prefault({}),
});

/** A member as it is asked for: keys, and what differs from an administrator. */
export type MemberInput = z.input<typeof memberSchema>;

/** What can change about a member while the server runs. */
export const memberChangesSchema = z.strictObject({
  privateKey: z.string().min(1).optional(),
  role: roleSchema.optional(),
  hidden: narrowingSchema.optional(),
  refused: narrowingSchema.optional(),
});
export type MemberChanges = z.input<typeof memberChangesSchema>;

export function isIn(narrowing: Narrowing, agreement: { id: number; type: string }): boolean {
  return narrowing.agreementIds.includes(agreement.id) || narrowing.agreementTypes.includes(agreement.type);
}
