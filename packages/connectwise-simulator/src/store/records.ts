/**
 * Records as the simulator keeps them: only what differs from one to the next. The full JSON of the wire is built when a
 * request asks for it, so that a hundred thousand agreements fit into memory.
 *
 * Dates are written as on the wire (`2026-03-01T00:00:00Z`). `wire` holds fields that replace those of the answer, for data
 * a person could not type but a server may hold: a field set to `undefined` is left out.
 */
export interface CompanyRecord {
  id: number;
  /** At most 30 characters. */
  identifier: string;
  /** At most 50 characters. */
  name: string;
  /** Name of the status; partners rename theirs. */
  status: string;
  /** Names of its types: Client, Prospect, Vendor, Owner. */
  types: readonly string[];
  /** In the recycle bin. */
  deletedFlag: boolean;
  website?: string;
  phoneNumber?: string;
  city?: string;
  state?: string;
  /** Identifier of the member it belongs to; what the level "My" sees. */
  ownedBy?: string;
  updatedAt: string;
  updatedBy: string;
  wire?: WireFields;
}

export interface ContactRecord {
  id: number;
  companyId: number;
  firstName: string;
  lastName: string;
  email?: string;
  inactiveFlag: boolean;
  updatedAt: string;
  updatedBy: string;
  wire?: WireFields;
}

export interface ProductRecord {
  id: number;
  /** At most 75 characters. */
  identifier: string;
  /** At most 60 characters. */
  description: string;
  customerDescription?: string;
  inactiveFlag: boolean;
  productClass: ProductClass;
  category: string;
  subcategory: string;
  type: string;
  unitOfMeasure: string;
  price: number;
  cost: number;
  taxableFlag: boolean;
  manufacturer?: string;
  updatedAt: string;
  updatedBy: string;
  wire?: WireFields;
}

export interface AgreementRecord {
  id: number;
  /** At most 100 characters. */
  name: string;
  /** Name of the agreement type; rights can be narrowed by it. */
  type: string;
  companyId: number;
  contactId?: number;
  parentAgreementId?: number;
  startDate: string;
  endDate?: string;
  noEndingDateFlag: boolean;
  billStartDate: string;
  /** A string, not a date-time, on the wire. */
  nextInvoiceDate?: string;
  prorateFlag: boolean;
  cancelledFlag: boolean;
  dateCancelled?: string;
  reasonCancelled?: string;
  /** Only where it does not follow from the dates and the flag; "Inactive" never does. */
  status?: AgreementStatus;
  /** Up to this day all is invoiced: new lines dated before it are refused unless the agreement prorates. Not on the wire. */
  invoicedThrough?: string;
  ownedBy?: string;
  updatedAt: string;
  updatedBy: string;
  wire?: WireFields;
}

/** A line of an agreement. */
export interface AdditionRecord {
  id: number;
  agreementId: number;
  productId: number;
  quantity: number | null;
  lessIncluded: number | null;
  unitPrice: number;
  unitCost: number;
  billCustomer: BillCustomer;
  effectiveDate?: string;
  /** Absent = ongoing. */
  cancelledDate?: string;
  description: string;
  invoiceDescription: string;
  taxableFlag: boolean;
  serialNumber?: string;
  sequenceNumber?: number;
  customFields?: readonly unknown[];
  updatedAt: string;
  updatedBy: string;
  wire?: WireFields;
}

export type WireFields = Readonly<Record<string, unknown>>;

export const AGREEMENT_STATUSES = ["Active", "Cancelled", "Expired", "Inactive"] as const;
export type AgreementStatus = (typeof AGREEMENT_STATUSES)[number];

export const BILL_CUSTOMER = ["Billable", "DoNotBill", "NoCharge"] as const;
export type BillCustomer = (typeof BILL_CUSTOMER)[number];

export const PRODUCT_CLASSES = ["Agreement", "Bundle", "Inventory", "NonInventory", "Service"] as const;
export type ProductClass = (typeof PRODUCT_CLASSES)[number];

/** What one tenant starts with. Records are taken over, not copied: give each tenant its own. */
export interface Dataset {
  companies: CompanyRecord[];
  contacts: ContactRecord[];
  products: ProductRecord[];
  agreements: AgreementRecord[];
  additions: AdditionRecord[];
}
