import type { FieldType, Value, WireRow } from "../query/match.ts";
import type { Kind } from "../store/records.ts";
import type { TenantStore } from "../store/tenant-store.ts";
import type { EntityName } from "../tenant/api-user.ts";
import type { Behaviour } from "../tenant/behaviour.ts";

/** An entity as the API shows it (FACTS section 3). */
export interface Entity {
  readonly name: EntityName;
  /** As `entityInformation` and refusals call one. */
  readonly singular: string;
  readonly canQuery: boolean;
  readonly canCreate: boolean;
  readonly fields: readonly EntityField[];
  /** By id; empty where nothing can be read. */
  rows(store: TenantStore, nowMs: number): WireRow[];
  /** The contract a row belongs to, for users who may not see all of them. */
  readonly contractField?: string;
}

export interface EntityField {
  readonly name: string;
  readonly type: FieldType;
  readonly picklist?: Readonly<Record<string, string>>;
}

const PERIOD_TYPES = { "2": "Monthly", "3": "Quarterly", "4": "Semi-Annual", "5": "Yearly" };

const ENTITIES: readonly Entity[] = [
  {
    name: "Companies",
    singular: "Company",
    canQuery: true,
    canCreate: true,
    fields: fields({ id: "number", companyName: "text", companyNumber: "text", companyType: "number", isActive: "boolean" }),
    rows: (store) => store.companies.all().map((row) => ({ ...row })),
  },
  {
    name: "Contracts",
    singular: "Contract",
    canQuery: true,
    canCreate: true,
    fields: fields(
      {
        id: "number",
        companyID: "number",
        contractName: "text",
        contractNumber: "text",
        contractType: "number",
        contractPeriodType: "number",
        status: "number",
        startDate: "date",
        endDate: "date",
        isDefaultContract: "boolean",
      },
      {
        contractType: {
          "1": "Time & Materials",
          "3": "Fixed Price",
          "4": "Block Hours",
          "6": "Retainer",
          "7": "Recurring Service",
          "8": "Incident",
        },
        contractPeriodType: PERIOD_TYPES,
        status: { "0": "Inactive", "1": "Active" },
      },
    ),
    rows: (store) => store.contracts.all().map((row) => ({ ...row })),
    contractField: "id",
  },
  catalog("Services", "Service", "service"),
  catalog("ServiceBundles", "ServiceBundle", "bundle"),
  lines("ContractServices", "ContractService", "service"),
  units("ContractServiceUnits", "ContractServiceUnit", "service"),
  adjustments("ContractServiceAdjustments", "ContractServiceAdjustment"),
  lines("ContractServiceBundles", "ContractServiceBundle", "bundle"),
  units("ContractServiceBundleUnits", "ContractServiceBundleUnit", "bundle"),
  adjustments("ContractServiceBundleAdjustments", "ContractServiceBundleAdjustment"),
];

export function findEntity(name: string): Entity | undefined {
  return ENTITIES.find((entity) => entity.name.toLowerCase() === name.toLowerCase());
}

/** A row with its dates as they are written, and only the fields asked for. */
export function writeRow(entity: Entity, row: WireRow, include: readonly string[] | undefined, dateForm: Behaviour["dateForm"]): WireRow {
  const written: Record<string, Value> = {};
  for (const { name, type } of entity.fields) {
    if (include !== undefined && !include.includes(name.toLowerCase())) continue;
    const value = row[name] ?? null;
    written[name] = type === "date" && value !== null ? `${String(value)}T00:00:00${dateForm === "zulu" ? "Z" : ""}` : value;
  }
  return written;
}

function catalog(name: EntityName, singular: string, kind: Kind): Entity {
  return {
    name,
    singular,
    canQuery: true,
    canCreate: true,
    fields: fields(
      {
        id: "number",
        name: "text",
        description: "text",
        isActive: "boolean",
        periodType: "number",
        unitPrice: "number",
        unitCost: "number",
        billingCodeID: "number",
        vendorCompanyID: "number",
      },
      { periodType: PERIOD_TYPES },
    ),
    rows: (store) => store.kinds[kind].items.all().map((row) => ({ ...row, billingCodeID: 29_682_801, vendorCompanyID: null })),
  };
}

function lines(name: EntityName, singular: string, kind: Kind): Entity {
  const itemField = kind === "service" ? "serviceID" : "serviceBundleID";
  return {
    name,
    singular,
    canQuery: true,
    canCreate: true,
    fields: fields({
      id: "number",
      contractID: "number",
      [itemField]: "number",
      invoiceDescription: "text",
      internalDescription: "text",
      unitPrice: "number",
    }),
    rows: (store, nowMs) => store.views.lines(kind, nowMs).map(({ itemID, ...row }) => ({ ...row, [itemField]: itemID })),
    contractField: "contractID",
  };
}

function units(name: EntityName, singular: string, kind: Kind): Entity {
  const itemField = kind === "service" ? "serviceID" : "serviceBundleID";
  const lineField = kind === "service" ? "contractServiceID" : "contractServiceBundleID";
  return {
    name,
    singular,
    canQuery: true,
    canCreate: false,
    fields: fields({
      id: "number",
      contractID: "number",
      [lineField]: "number",
      [itemField]: "number",
      units: "number",
      startDate: "date",
      endDate: "date",
      approveAndPostDate: "date",
      price: "number",
      cost: "number",
    }),
    rows: (store, nowMs) =>
      store.views.units(kind, nowMs).map(({ itemID, lineID, ...row }) => {
        const { unitPrice = 0, unitCost = 0 } = store.kinds[kind].items.find(itemID) ?? {};
        // The extended amount, not the price of one unit (C).
        return { ...row, [lineField]: lineID, [itemField]: itemID, price: unitPrice * row.units, cost: unitCost * row.units };
      }),
    contractField: "contractID",
  };
}

/** Can be created and nothing else (V). */
function adjustments(name: EntityName, singular: string): Entity {
  return { name, singular, canQuery: false, canCreate: true, fields: [], rows: () => [] };
}

function fields(
  types: Readonly<Record<string, FieldType>>,
  picklists: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): EntityField[] {
  return Object.entries(types).map(([name, type]) => {
    const picklist = picklists[name];
    return picklist === undefined ? { name, type } : { name, type, picklist };
  });
}
