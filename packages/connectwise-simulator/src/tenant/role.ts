/**
 * Security roles as ConnectWise has them: module > permission, and a level per kind of access.
 * Source: FACTS section 1 (V).
 */
export const LEVELS = ["None", "My", "All"] as const;
export type Level = (typeof LEVELS)[number];

export const PERMISSIONS = [
  "Companies > Company Maintenance",
  "Companies > Contacts",
  "Finance > Agreements",
  "Procurement > Product Catalog",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ACCESSES = ["inquire", "add", "edit", "delete"] as const;
export type Access = (typeof ACCESSES)[number];

/** What is not named is "None". */
export type Role = { readonly [Name in Permission]?: { readonly [Kind in Access]?: Level } };

export function levelOf(role: Role, permission: Permission, access: Access): Level {
  return role[permission]?.[access] ?? "None";
}

/** Everything everywhere. */
export const ADMIN_ROLE: Role = {
  "Companies > Company Maintenance": { inquire: "All", add: "All", edit: "All", delete: "All" },
  "Companies > Contacts": { inquire: "All", add: "All", edit: "All", delete: "All" },
  "Finance > Agreements": { inquire: "All", add: "All", edit: "All", delete: "All" },
  "Procurement > Product Catalog": { inquire: "All", add: "All", edit: "All", delete: "All" },
};

/** Just what the integration needs. */
export const MINIMAL_ROLE: Role = {
  "Companies > Company Maintenance": { inquire: "All" },
  "Companies > Contacts": { inquire: "All" },
  "Finance > Agreements": { inquire: "All", add: "All", edit: "All" },
  "Procurement > Product Catalog": { inquire: "All" },
};

/** The role with one level changed, the others as they were. */
export function withLevel(role: Role, permission: Permission, access: Access, level: Level): Role {
  return { ...role, [permission]: { ...role[permission], [access]: level } };
}
