import { localDateOf, type Agreement, type Company, type Line, type Product } from "@integrations/core";
import type { Redactor } from "@integrations/provider-kit";
import type { AdditionRow, AgreementRow, CompanyRow, ProductRow } from "./rows.ts";

/** Texts pass the redactor: a record may hold whatever somebody once typed or pasted into it. */
export type Clean = Redactor["text"];

export function toProduct(row: ProductRow, clean: Clean): Product {
  return {
    id: String(row.id),
    identifier: clean(row.identifier ?? ""),
    description: clean(row.description ?? ""),
    active: row.inactiveFlag !== true,
    // A bundle product cannot be an addition (O).
    allowedOnAgreement: row.productClass?.toLowerCase() !== "bundle",
  };
}

export function toCompany(row: CompanyRow, clean: Clean): Company {
  return { id: String(row.id), identifier: clean(row.identifier ?? ""), name: clean(row.name ?? "") };
}

export function toAgreement(row: AgreementRow, clean: Clean): Agreement {
  return {
    id: String(row.id),
    name: clean(row.name ?? ""),
    companyId: row.company?.id == null ? "" : String(row.company.id),
    companyName: clean(row.company?.name ?? ""),
    type: row.type?.name == null ? null : clean(row.type.name),
    state: stateOf(row),
    endsOn: row.noEndingDateFlag === true ? null : localDateOf(row.endDate),
    billingStartsOn: localDateOf(row.billStartDate),
    nextInvoiceOn: localDateOf(row.nextInvoiceDate),
  };
}

function stateOf(row: AgreementRow): Agreement["state"] {
  if (row.cancelledFlag === true) return "cancelled";
  switch (row.agreementStatus?.toLowerCase() ?? "active") {
    case "active":
      return "active";
    case "cancelled":
      return "cancelled";
    case "expired":
      return "expired";
    default:
      // Also for a status nobody knows yet: what is not understood is not written to.
      return "inactive";
  }
}

export function toLine(row: AdditionRow, agreementId: string): Line {
  return {
    id: String(row.id),
    agreementId,
    productId: row.product?.id == null ? "" : String(row.product.id),
    quantity: row.quantity ?? 0,
    effectiveOn: localDateOf(row.effectiveDate),
    cancelledOn: localDateOf(row.cancelledDate),
  };
}
