import { localDateOf, ProviderError, type Agreement } from "@integrations/core";
import type { ContractTerm } from "../units/effective-date.ts";
import type { AutotaskApi } from "../wire/api.ts";
import { isRecordId, recordIds } from "../wire/ids.ts";
import { listAll } from "../wire/list.ts";
import type { Filter } from "../wire/query.ts";
import { COMPANIES, CONTRACTS, type ContractRow } from "../wire/rows.ts";
import { readByIds } from "./read-by-ids.ts";

/** Only these hold services with units (V). */
const RECURRING_SERVICE: Filter = { op: "eq", field: "contractType", value: 7 };
/** The only status with a known number (C); whatever else there is counts as inactive. */
const ACTIVE = 1;

/** Every recurring-service contract of a company, ended ones included. */
export async function listAgreements(api: AutotaskApi, companyId: string): Promise<Agreement[]> {
  if (!isRecordId(companyId)) return [];
  const rows = await listAll(api, CONTRACTS, [{ op: "eq", field: "companyID", value: Number(companyId) }, RECURRING_SERVICE]);
  return withCompanies(
    api,
    rows.filter((row) => String(row.companyID) === companyId),
  );
}

export async function readAgreements(api: AutotaskApi, ids: readonly string[]): Promise<Agreement[]> {
  return withCompanies(api, await readContracts(api, recordIds(ids)));
}

/** The named contracts that hold services. */
export function readContracts(api: AutotaskApi, ids: readonly number[]): Promise<ContractRow[]> {
  return readByIds(api, CONTRACTS, ids, [RECURRING_SERVICE]);
}

/** @throws ProviderError `not_found` where it is gone, invisible or of another type */
export async function readContract(api: AutotaskApi, id: number): Promise<ContractRow> {
  const [row] = await readContracts(api, [id]);
  if (row === undefined) throw contractGone();
  return row;
}

export function contractGone(): ProviderError {
  return new ProviderError({ code: "not_found", message: "Autotask has no recurring-service contract with this id, or hides it." });
}

export function termOf(row: ContractRow): ContractTerm {
  return { startsOn: localDateOf(row.startDate), endsOn: localDateOf(row.endDate) };
}

async function withCompanies(api: AutotaskApi, rows: readonly ContractRow[]): Promise<Agreement[]> {
  const companies = await readByIds(api, COMPANIES, recordIds(rows.map((row) => String(row.companyID))));
  const names = new Map(companies.map((company) => [company.id, company.companyName ?? ""]));
  return rows.map((row) => toAgreement(api, row, names.get(row.companyID) ?? ""));
}

function toAgreement({ redactor }: AutotaskApi, row: ContractRow, companyName: string): Agreement {
  const { startsOn, endsOn } = termOf(row);
  const number = row.contractNumber ?? "";
  return {
    id: String(row.id),
    name: redactor.text([row.contractName ?? "", number === "" ? "" : `(${number})`].filter((part) => part !== "").join(" ")),
    companyId: String(row.companyID),
    companyName: redactor.text(companyName),
    type: "Recurring service",
    state: row.status === ACTIVE ? "active" : "inactive",
    endsOn,
    billingStartsOn: startsOn,
    // Autotask tells no such date.
    nextInvoiceOn: null,
  };
}
