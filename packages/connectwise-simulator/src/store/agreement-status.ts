import type { AgreementRecord, AgreementStatus } from "./records.ts";

/** The status an agreement shows: the one set by hand, else what its flag and its dates say. */
export function agreementStatus(agreement: AgreementRecord, now: Date): AgreementStatus {
  if (agreement.status !== undefined) return agreement.status;
  if (agreement.cancelledFlag) return "Cancelled";
  if (!agreement.noEndingDateFlag && agreement.endDate !== undefined) {
    const endDay = agreement.endDate.slice(0, 10);
    if (endDay < now.toISOString().slice(0, 10)) return "Expired";
  }
  return "Active";
}
