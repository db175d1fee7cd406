import type { LocalDate } from "../domain/local-date.ts";
import type { Agreement } from "../provider/provider.ts";
import type { ReasonCode } from "../reasons/reasons.ts";
import type { PlanProblem } from "./plan.ts";
import type { AgreementWant } from "./wants.ts";

/**
 * Why an assigned agreement is left alone as a whole, before its lines are even read. Empty where it is not.
 * @param agreement undefined where the provider does not know it (any more)
 */
export function agreementProblems(want: AgreementWant, agreement: Agreement | undefined, today: LocalDate): PlanProblem[] {
  if (agreement === undefined) return [agreementProblem(want, "agreement_not_found")];
  if (isAgreementEnded(agreement, today)) return [agreementProblem(want, "agreement_ended")];
  return want.unknown.map((customer) => ({ ...agreementProblem(want, customer.reason), customerId: customer.customerId }));
}

/** Whether nothing may be written to the agreement on this day because it is over. Its last day still counts. */
export function isAgreementEnded(agreement: Agreement, today: LocalDate): boolean {
  return agreement.state !== "active" || (agreement.endsOn !== null && agreement.endsOn < today);
}

/** A problem of a whole agreement; it names the customer where there is only one. */
export function agreementProblem(want: AgreementWant, reason: ReasonCode, detail: string | null = null): PlanProblem {
  return {
    agreementId: want.agreementId,
    productId: null,
    customerId: want.customerIds.length === 1 ? (want.customerIds[0] ?? null) : null,
    lineId: null,
    before: null,
    after: null,
    reason,
    detail,
  };
}
