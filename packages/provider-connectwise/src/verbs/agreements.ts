import type { Agreement } from "@integrations/core";
import type { ConnectWiseApi } from "../wire/api.ts";
import { isRecordId } from "../wire/ids.ts";
import { listAll, type ListRequest } from "../wire/list.ts";
import { AGREEMENT_FIELDS, agreementRows, type AgreementRow } from "../wire/rows.ts";
import { toAgreement } from "../wire/to-domain.ts";
import { readByIds } from "./read-by-ids.ts";

const AGREEMENTS: ListRequest<AgreementRow> = { path: "finance/agreements", rows: agreementRows, fields: AGREEMENT_FIELDS };

export async function listAgreements(api: ConnectWiseApi, companyId: string): Promise<Agreement[]> {
  if (!isRecordId(companyId)) return [];
  const rows = await listAll(api, { ...AGREEMENTS, conditions: `company/id=${companyId}` });
  return rows.map((row) => toAgreement(row, api.redactor.text)).filter((agreement) => agreement.companyId === companyId);
}

export async function readAgreements(api: ConnectWiseApi, ids: readonly string[]): Promise<Agreement[]> {
  const rows = await readByIds(api, AGREEMENTS, ids);
  return rows.map((row) => toAgreement(row, api.redactor.text));
}
