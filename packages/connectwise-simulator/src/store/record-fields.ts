import { z } from "zod";
import { AGREEMENT_STATUSES, BILL_CUSTOMER, PRODUCT_CLASSES } from "./records.ts";

/** The fields of each kind of record that can be set from outside, as JSON. Null clears one that may be absent. */
const time = z.iso.datetime();
const wire = z.record(z.string(), z.unknown()).nullable();

export const lineFields = z
  .strictObject({
    id: z.int().positive(),
    agreementId: z.int().positive(),
    productId: z.int().positive(),
    quantity: z.number().nullable(),
    lessIncluded: z.number().nullable(),
    unitPrice: z.number(),
    unitCost: z.number(),
    billCustomer: z.enum(BILL_CUSTOMER),
    effectiveDate: time.nullable(),
    cancelledDate: time.nullable(),
    description: z.string(),
    invoiceDescription: z.string(),
    taxableFlag: z.boolean(),
    serialNumber: z.string().nullable(),
    sequenceNumber: z.number().nullable(),
    customFields: z.array(z.unknown()).nullable(),
    wire,
  })
  .partial();

export const agreementFields = z
  .strictObject({
    id: z.int().positive(),
    name: z.string(),
    type: z.string(),
    companyId: z.int().positive(),
    contactId: z.int().positive().nullable(),
    parentAgreementId: z.int().positive().nullable(),
    startDate: time,
    endDate: time.nullable(),
    noEndingDateFlag: z.boolean(),
    billStartDate: time,
    nextInvoiceDate: z.string().nullable(),
    prorateFlag: z.boolean(),
    cancelledFlag: z.boolean(),
    dateCancelled: time.nullable(),
    reasonCancelled: z.string().nullable(),
    status: z.enum(AGREEMENT_STATUSES).nullable(),
    invoicedThrough: time.nullable(),
    ownedBy: z.string().nullable(),
    wire,
  })
  .partial();

export const productFields = z
  .strictObject({
    id: z.int().positive(),
    identifier: z.string(),
    description: z.string(),
    customerDescription: z.string().nullable(),
    inactiveFlag: z.boolean(),
    productClass: z.enum(PRODUCT_CLASSES),
    category: z.string(),
    subcategory: z.string(),
    type: z.string(),
    unitOfMeasure: z.string(),
    price: z.number(),
    cost: z.number(),
    taxableFlag: z.boolean(),
    manufacturer: z.string().nullable(),
    wire,
  })
  .partial();

export const companyFields = z
  .strictObject({
    id: z.int().positive(),
    identifier: z.string(),
    name: z.string(),
    status: z.string(),
    types: z.array(z.string()),
    deletedFlag: z.boolean(),
    website: z.string().nullable(),
    phoneNumber: z.string().nullable(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    ownedBy: z.string().nullable(),
    wire,
  })
  .partial();

export const contactFields = z
  .strictObject({
    id: z.int().positive(),
    companyId: z.int().positive(),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string().nullable(),
    inactiveFlag: z.boolean(),
    wire,
  })
  .partial();
