import { ContractViews } from "./contract-views.ts";
import type { AdjustmentRecord, CompanyRecord, ContractRecord, ItemRecord, Kind, LineRecord, UnitsRecord } from "./records.ts";
import { Table } from "./table.ts";

/** Everything of one kind: services, or bundles. */
export interface KindTables {
  readonly items: Table<ItemRecord>;
  /** By contract. */
  readonly lines: Table<LineRecord>;
  /** By contract. */
  readonly units: Table<UnitsRecord>;
  /** By line. */
  readonly adjustments: Table<AdjustmentRecord>;
}

/** The records of one Autotask database. */
export class TenantStore {
  readonly companies = new Table<CompanyRecord>(101, () => 0);
  /** By company. */
  readonly contracts = new Table<ContractRecord>(7001, (contract) => contract.companyID);
  readonly kinds: Readonly<Record<Kind, KindTables>> = { service: kindTables(8001, 9001, 50_001), bundle: kindTables(81, 91, 500_001) };
  /** What readers still see of contracts that were written a moment ago. */
  readonly views = new ContractViews(this);
}

function kindTables(firstLine: number, firstItem: number, firstUnits: number): KindTables {
  return {
    items: new Table<ItemRecord>(firstItem, () => 0),
    lines: new Table<LineRecord>(firstLine, (line) => line.contractID),
    units: new Table<UnitsRecord>(firstUnits, (row) => row.contractID),
    adjustments: new Table<AdjustmentRecord>(1, (adjustment) => adjustment.lineID),
  };
}
