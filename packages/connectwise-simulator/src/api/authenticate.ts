import { timingSafeEqual } from "node:crypto";
import type { Member } from "../tenant/member.ts";
import type { Tenant } from "../tenant/tenant.ts";

/** User name and password of `Basic` authorization; undefined where there is none or it cannot be read. */
export interface BasicCredentials {
  /** `companyId+publicKey` */
  readonly user: string;
  readonly password: string;
}

const BASIC = /^Basic\s+([A-Za-z0-9+/]+={0,2})$/i;

export function readBasic(header: string | undefined): BasicCredentials | undefined {
  const encoded = BASIC.exec(header?.trim() ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon === -1 ? undefined : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** Whose data the caller says it wants; says nothing about whether it may have them. A company id may hold a "+" itself. */
export function claimedTenant(tenants: ReadonlyMap<string, Tenant>, credentials: BasicCredentials | undefined): Tenant | undefined {
  const plus = credentials?.user.lastIndexOf("+") ?? -1;
  return plus === -1 ? undefined : tenants.get(credentials?.user.slice(0, plus) ?? "");
}

/** The API Member these credentials are the keys of. */
export function findMember(tenant: Tenant, credentials: BasicCredentials): Member | undefined {
  const publicKey = credentials.user.slice(tenant.companyId.length + 1);
  const member = tenant.member(publicKey);
  return member !== undefined && isSame(member.privateKey, credentials.password) ? member : undefined;
}

function isSame(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}
