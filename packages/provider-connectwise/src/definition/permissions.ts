import type { PermissionDefinition } from "@integrations/core";

/** The least a security role must hold (FACTS section 1). Edit and Add show only when something is written. */
export const CONNECTWISE_PERMISSIONS = [
  {
    id: "companies-inquire",
    module: "Companies",
    permission: "Company Maintenance",
    level: "Inquire All",
    why: "To find the company that belongs to a customer.",
    neededFor: "company search",
    required: true,
    checkable: true,
  },
  {
    id: "contacts-inquire",
    module: "Companies",
    permission: "Contacts",
    level: "Inquire All",
    why: "To suggest a company by the e-mail domains of its contacts.",
    neededFor: "company suggestions by e-mail domain",
    required: false,
    checkable: false,
  },
  {
    id: "agreements-inquire",
    module: "Finance",
    permission: "Agreements",
    level: "Inquire All",
    why: "To list a company's agreements and to read the quantities of their additions.",
    neededFor: "listing agreements, reading additions",
    required: true,
    checkable: true,
  },
  {
    id: "agreements-edit",
    module: "Finance",
    permission: "Agreements",
    level: "Edit All",
    why: "To set the quantity of an addition.",
    neededFor: "changing a quantity",
    required: true,
    checkable: false,
  },
  {
    id: "agreements-add",
    module: "Finance",
    permission: "Agreements",
    level: "Add All",
    why: "To add a mapped product an agreement does not have yet.",
    neededFor: "adding a missing product to an agreement",
    required: true,
    checkable: false,
  },
  {
    id: "catalog-inquire",
    module: "Procurement",
    permission: "Product Catalog",
    level: "Inquire All",
    why: "To list the products services can be mapped to.",
    neededFor: "listing products",
    required: true,
    checkable: true,
  },
] as const satisfies readonly PermissionDefinition[];

export type ConnectWisePermissionId = (typeof CONNECTWISE_PERMISSIONS)[number]["id"];
