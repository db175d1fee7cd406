import type { AgreementRecord } from "../store/records.ts";
import { isIn } from "../tenant/member.ts";
import { levelOf, type Access, type Level, type Permission } from "../tenant/role.ts";
import type { CallContext } from "./call-context.ts";
import { noPermission, notFound } from "./refusals.ts";

/** @throws Refusal 403 where the role has no level of it at all */
export function requireLevel({ member }: CallContext, permission: Permission, access: Access): Level {
  const level = levelOf(member.role, permission, access);
  if (level === "None") throw noPermission();
  return level;
}

/** At level "My", only what belongs to the member is there. */
export function isWithin(level: Level, row: { ownedBy?: string }, { member }: CallContext): boolean {
  return level === "All" || (level === "My" && row.ownedBy === member.identifier);
}

/**
 * The agreement, for a member that may inquire it and do this to it.
 * @throws Refusal 404 where it is not there for this member, 403 where it is refused to it
 */
export function reachAgreement(call: CallContext, id: string, access: Access): AgreementRecord {
  const inquire = requireLevel(call, "Finance > Agreements", "inquire");
  const level = requireLevel(call, "Finance > Agreements", access);
  const agreement = findById(id, (number) => call.wire.store.agreements.find(number));
  if (agreement === undefined || isIn(call.member.hidden, agreement) || !isWithin(inquire, agreement, call))
    throw notFound("Agreement", id);
  if (isIn(call.member.refused, agreement) || !isWithin(level, agreement, call)) throw noPermission();
  return agreement;
}

const INT32_MAX = 2_147_483_647;

export function findById<Row>(id: string, find: (id: number) => Row | undefined): Row | undefined {
  if (!/^\d{1,10}$/.test(id) || Number(id) > INT32_MAX) return undefined;
  return find(Number(id));
}
