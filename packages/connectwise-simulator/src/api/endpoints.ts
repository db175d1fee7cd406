import { jsonAnswer } from "@integrations/simulator-kit";
import { numbersRequired } from "../query/narrow.ts";
import type { AgreementRecord, AdditionRecord } from "../store/records.ts";
import type { Table } from "../store/table.ts";
import { isIn } from "../tenant/member.ts";
import type { Level, Permission } from "../tenant/role.ts";
import { additionResource } from "../wire/addition-resource.ts";
import { agreementResource } from "../wire/agreement-resource.ts";
import { catalogResource } from "../wire/catalog-resource.ts";
import { companyResource } from "../wire/company-resource.ts";
import { contactResource } from "../wire/contact-resource.ts";
import type { Resource } from "../wire/resource.ts";
import { findById, isWithin, reachAgreement, requireLevel } from "./access.ts";
import { createAddition, deleteAddition, patchAddition, reachAddition, replaceAddition } from "./addition-writes.ts";
import type { CallContext, Handled } from "./call-context.ts";
import type { Filter } from "./list-query.ts";
import { answerCount, answerList, answerOne, type ListSource } from "./list.ts";
import { notFound } from "./refusals.ts";

/** Answers one method of one path; `parts` are what stood in the place of each `*`. */
export type Endpoint = (call: CallContext, ...parts: string[]) => Handled;

const ADDITIONS = "/finance/agreements/*/additions";

/** The calls there are, by path below `apis/3.0` and method. */
export const ENDPOINTS: ReadonlyArray<{ readonly path: string; readonly methods: Readonly<Record<string, Endpoint>> }> = [
  { path: "/system/info", methods: { GET: systemInfo } },
  ...readable("/company/companies", "Companies > Company Maintenance", companyResource, (call) => call.wire.store.companies),
  ...readable("/company/contacts", "Companies > Contacts", contactResource, (call) => call.wire.store.contacts),
  ...readable("/procurement/catalog", "Procurement > Product Catalog", catalogResource, (call) => call.wire.store.products),
  { path: "/finance/agreements", methods: { GET: (call) => ({ answer: answerList(call, agreements(call)) }) } },
  { path: "/finance/agreements/count", methods: { GET: (call) => ({ answer: answerCount(call, agreements(call)) }) } },
  {
    path: "/finance/agreements/*",
    methods: { GET: (call, id = "") => ({ answer: answerOne(call, agreementResource, reachAgreement(call, id, "inquire")) }) },
  },
  {
    path: ADDITIONS,
    methods: {
      GET: (call, id = "") => ({ answer: answerList(call, additions(call, id)) }),
      POST: (call, id = "") => createAddition(call, id),
    },
  },
  { path: `${ADDITIONS}/count`, methods: { GET: (call, id = "") => ({ answer: answerCount(call, additions(call, id)) }) } },
  {
    path: `${ADDITIONS}/*`,
    methods: {
      GET: (call, agreementId = "", id = "") => ({
        answer: answerOne(call, additionResource, reachAddition(call, reachAgreement(call, agreementId, "inquire"), id)),
      }),
      PATCH: (call, agreementId = "", id = "") => patchAddition(call, agreementId, id),
      PUT: (call, agreementId = "", id = "") => replaceAddition(call, agreementId, id),
      DELETE: (call, agreementId = "", id = "") => deleteAddition(call, agreementId, id),
    },
  },
];

function systemInfo({ tenant }: CallContext): Handled {
  return {
    answer: jsonAnswer(200, {
      version: "v2025.1.102834",
      isCloud: tenant.isCloud,
      serverTimeZone: "Eastern Standard Time",
      licenseBits: [
        { name: "AgreementsFlag", activeFlag: true },
        { name: "ProcurementFlag", activeFlag: true },
      ],
      ...(tenant.isCloud ? { cloudRegion: "NA" } : {}),
      maxWorkFlowRecordsAllowed: 20_000,
    }),
  };
}

interface OwnedRow {
  id: number;
  ownedBy?: string;
  wire?: Readonly<Record<string, unknown>>;
}

/** List, count and single record of a table that is only read. */
function readable<Row extends OwnedRow>(
  path: string,
  permission: Permission,
  resource: Resource<Row>,
  tableOf: (call: CallContext) => Table<Row>,
): typeof ENDPOINTS {
  const source = (call: CallContext): ListSource<Row> => {
    const level = requireLevel(call, permission, "inquire");
    const table = tableOf(call);
    return {
      resource,
      candidates: (filter) => byIds(table, filter) ?? table.all(),
      isVisible: (row) => isWithin(level, row, call),
    };
  };
  return [
    { path, methods: { GET: (call) => ({ answer: answerList(call, source(call)) }) } },
    { path: `${path}/count`, methods: { GET: (call) => ({ answer: answerCount(call, source(call)) }) } },
    {
      path: `${path}/*`,
      methods: {
        GET: (call, id = "") => {
          const level: Level = requireLevel(call, permission, "inquire");
          const row = findById(id, (number) => tableOf(call).find(number));
          if (row === undefined || !isWithin(level, row, call)) throw notFound(resource.name, id);
          return { answer: answerOne(call, resource, row) };
        },
      },
    },
  ];
}

function agreements(call: CallContext): ListSource<AgreementRecord> {
  const level = requireLevel(call, "Finance > Agreements", "inquire");
  const table = call.wire.store.agreements;
  return {
    resource: agreementResource,
    candidates: (filter) => byIds(table, filter) ?? ofCompanies(table, filter) ?? table.all(),
    isVisible: (agreement) => !isIn(call.member.hidden, agreement) && isWithin(level, agreement, call),
  };
}

function additions(call: CallContext, agreementId: string): ListSource<AdditionRecord> {
  const agreement = reachAgreement(call, agreementId, "inquire");
  return {
    resource: additionResource,
    candidates: () => call.wire.store.additions.ofParent(agreement.id),
    isVisible: () => true,
  };
}

/** The records a condition on the id leaves, looked up one by one. */
function byIds<Row extends { id: number }>(table: Table<Row>, { condition }: Filter): Row[] | undefined {
  const ids = numbersRequired(condition, "id");
  return ids === undefined ? undefined : [...new Set(ids)].flatMap((id) => table.find(id) ?? []);
}

function ofCompanies(table: Table<AgreementRecord>, { condition }: Filter): AgreementRecord[] | undefined {
  const companyIds = numbersRequired(condition, "company/id");
  return companyIds === undefined ? undefined : [...new Set(companyIds)].flatMap((companyId) => table.ofParent(companyId));
}
