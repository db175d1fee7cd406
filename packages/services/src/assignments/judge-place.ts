import { isAgreementEnded, type Agreement, type Company, type LocalDate } from "@integrations/core";
import { Refusal } from "../refusal.ts";

/** Where a customer is invoiced, as the provider has it. */
export interface Place {
  readonly company: Company;
  readonly agreement: Agreement;
}

/**
 * Whether a customer can be assigned there today.
 * @throws Refusal `company_not_found`, `agreement_not_found`, `agreement_not_of_company`, `agreement_ended`
 */
export function judgePlace(
  { companyId, agreementId }: { readonly companyId: string; readonly agreementId: string },
  found: { readonly companies: readonly Company[]; readonly agreements: readonly Agreement[]; readonly today: LocalDate },
): Place {
  const company = found.companies.find((each) => each.id === companyId);
  if (company === undefined) throw new Refusal("company_not_found", { field: "companyId" });
  const agreement = found.agreements.find((each) => each.id === agreementId);
  if (agreement === undefined) throw new Refusal("agreement_not_found", { field: "agreementId" });
  if (agreement.companyId !== companyId) {
    throw new Refusal("agreement_not_of_company", {
      field: "agreementId",
      detail: `${agreement.name} is an agreement of ${agreement.companyName}, not of ${company.name}.`,
    });
  }
  if (isAgreementEnded(agreement, found.today)) {
    throw new Refusal("agreement_ended", { field: "agreementId", detail: `${agreement.name} has ended or is inactive.` });
  }
  return { company, agreement };
}
