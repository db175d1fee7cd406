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
  const excluded = want.unknown.filter((customer) => customer.reason === "customer_excluded");
  if (excluded.length > 0) return exclusions(want, excluded);
  if (agreement === undefined) return [agreementProblem(want, "agreement_not_found")];
  if (isAgreementEnded(agreement, today)) return [agreementProblem(want, "agreement_ended")];
  return want.unknown.map((customer) => ({ ...agreementProblem(want, customer.reason), customerId: customer.customerId }));
}

/**
 * What the line of a shared agreement should hold for the others alone nobody has said: lowering it by what the excluded customer has
 * would bill that customer's part to nobody, unseen.
 */
function exclusions(want: AgreementWant, excluded: AgreementWant["unknown"]): PlanProblem[] {
  const told = excluded.map(({ customerId, reason }) => ({ ...agreementProblem(want, reason), customerId }));
  if (excluded.length === want.customerIds.length) return told;
  return [...told, { ...agreementProblem(want, "agreement_has_excluded"), customerId: null }];
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
