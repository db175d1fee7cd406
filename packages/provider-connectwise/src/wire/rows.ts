import { z } from "zod";

/**
 * What is used of ConnectWise's records, and no more. Everything but the id may be missing or null: references can point
 * to deleted records, and a role may hide fields.
 */

const id = z.number().int().positive();
const text = z.string().nullish();
const flag = z.boolean().nullish();
/** A double on the wire (V); `2.00` and `2` are one number. A numeral in quotes is taken for what it says. */
const quantity = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(?:\.\d+)?$/)
      .transform(Number),
  ])
  .nullish();
const reference = z.object({ id: z.number().int().nullish(), name: text }).nullish();

export const productRow = z.object({ id, identifier: text, description: text, inactiveFlag: flag, productClass: text });
export type ProductRow = z.output<typeof productRow>;
export const productRows = z.array(productRow);

export const companyRow = z.object({ id, identifier: text, name: text, deletedFlag: flag });
export type CompanyRow = z.output<typeof companyRow>;
export const companyRows = z.array(companyRow);

const matchedCompanyRow = companyRow.extend({ website: text });
export type MatchedCompanyRow = z.output<typeof matchedCompanyRow>;
export const matchedCompanyRows = z.array(matchedCompanyRow);

export const agreementRow = z.object({
  id,
  name: text,
  type: reference,
  company: reference,
  agreementStatus: text,
  cancelledFlag: flag,
  endDate: text,
  noEndingDateFlag: flag,
  billStartDate: text,
  nextInvoiceDate: text,
});
export type AgreementRow = z.output<typeof agreementRow>;
export const agreementRows = z.array(agreementRow);

export const additionRow = z.object({ id, product: reference, quantity, effectiveDate: text, cancelledDate: text });
export type AdditionRow = z.output<typeof additionRow>;
export const additionRows = z.array(additionRow);

/** `fields=` for each, so that an answer holds little else. */
export const PRODUCT_FIELDS = "id,identifier,description,inactiveFlag,productClass";
export const COMPANY_FIELDS = "id,identifier,name,deletedFlag";
export const MATCHED_COMPANY_FIELDS = `${COMPANY_FIELDS},website`;
export const AGREEMENT_FIELDS =
  "id,name,type/name,company/id,company/name,agreementStatus,cancelledFlag,endDate,noEndingDateFlag,billStartDate,nextInvoiceDate";
export const ADDITION_FIELDS = "id,product/id,quantity,effectiveDate,cancelledDate";
