import type { Changes } from "../store/person-edits.ts";
import { BILL_CUSTOMER, type AdditionRecord, type BillCustomer, type ProductRecord } from "../store/records.ts";
import type { TenantStore } from "../store/tenant-store.ts";
import type { FieldError } from "./refusals.ts";

/** What a value of the wire becomes in the record, or why it cannot. */
type FieldReader = (value: unknown, store: TenantStore) => Changes<AdditionRecord> | string;

/** The fields of a line a caller may set. All others of the wire are derived, or the server's own. */
const WRITABLE: Readonly<Record<string, FieldReader>> = {
  product: (value, store) => {
    const product = findProduct(value, store);
    return product === undefined ? "The product does not exist." : { productId: product.id };
  },
  quantity: (value) => (isNumberOrNull(value) ? { quantity: value } : "quantity must be a number."),
  lessIncluded: (value) => (isNumberOrNull(value) ? { lessIncluded: value } : "lessIncluded must be a number."),
  unitPrice: (value) => (typeof value === "number" ? { unitPrice: value } : "unitPrice must be a number."),
  unitCost: (value) => (typeof value === "number" ? { unitCost: value } : "unitCost must be a number."),
  billCustomer: (value) =>
    BILL_CUSTOMER.includes(value as BillCustomer)
      ? { billCustomer: value as BillCustomer }
      : `billCustomer must be one of ${BILL_CUSTOMER.join(", ")}.`,
  effectiveDate: (value) => date("effectiveDate", value),
  cancelledDate: (value) => date("cancelledDate", value),
  taxableFlag: (value) => (typeof value === "boolean" ? { taxableFlag: value } : "taxableFlag must be true or false."),
  serialNumber: (value) => text("serialNumber", value, 50),
  invoiceDescription: (value) => text("invoiceDescription", value, 6000),
  description: (value) => text("description", value, 6000),
  sequenceNumber: (value) => (typeof value === "number" ? { sequenceNumber: value } : "sequenceNumber must be a number."),
  customFields: (value) => (Array.isArray(value) ? { customFields: value } : "customFields must be a list."),
};

export interface ReadFields {
  readonly changes: Changes<AdditionRecord>;
  readonly errors: readonly FieldError[];
}

export function isWritable(field: string): boolean {
  return Object.hasOwn(WRITABLE, field);
}

/** Takes the writable fields out of what was sent; others are ignored. */
export function readFields(object: Readonly<Record<string, unknown>>, store: TenantStore): ReadFields {
  const changes: Changes<AdditionRecord> = {};
  const errors: FieldError[] = [];
  for (const [field, value] of Object.entries(object)) {
    const read = isWritable(field) ? WRITABLE[field] : undefined;
    if (read === undefined) continue;
    const result = read(value, store);
    if (typeof result === "string") errors.push(fieldError("InvalidField", field, result));
    else Object.assign(changes, result);
  }
  return { changes, errors };
}

export function fieldError(code: string, field: string, message: string): FieldError {
  return { code, message, resource: "addition", field };
}

export function missingField(field: string): FieldError {
  return fieldError("MissingRequiredField", field, `The field ${field} is required.`);
}

function findProduct(value: unknown, store: TenantStore): ProductRecord | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, identifier } = value as { id?: unknown; identifier?: unknown };
  if (typeof id === "number") return store.products.find(id);
  if (typeof identifier !== "string") return undefined;
  for (const product of store.products.all()) if (product.identifier === identifier) return product;
  return undefined;
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === "number";
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?Z)?$/;

function date(field: "effectiveDate" | "cancelledDate", value: unknown): Changes<AdditionRecord> | string {
  if (value === null) return { [field]: undefined };
  if (typeof value !== "string" || !DATE_TIME.test(value) || Number.isNaN(Date.parse(value))) return `${field} must be a date.`;
  return { [field]: value.length === 10 ? `${value}T00:00:00Z` : value };
}

function text(
  field: "serialNumber" | "invoiceDescription" | "description",
  value: unknown,
  length: number,
): Changes<AdditionRecord> | string {
  if (typeof value !== "string") return `${field} must be a string.`;
  return value.length > length ? `${field} must not be longer than ${length}.` : { [field]: value };
}
