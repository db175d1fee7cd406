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

/** Everything in a database, as plain data: what a file can keep. */
export interface TenantRecords {
  readonly companies: readonly CompanyRecord[];
  readonly contracts: readonly ContractRecord[];
  readonly kinds: Readonly<Record<Kind, KindRecords>>;
}

export interface KindRecords {
  readonly items: readonly ItemRecord[];
  readonly lines: readonly LineRecord[];
  readonly units: readonly UnitsRecord[];
  readonly adjustments: readonly AdjustmentRecord[];
}

/** The records of one Autotask database. */
export class TenantStore {
  readonly companies = new Table<CompanyRecord>(101, () => 0);
  /** By company. */
  readonly contracts = new Table<ContractRecord>(7001, (contract) => contract.companyID);
  readonly kinds: Readonly<Record<Kind, KindTables>> = { service: kindTables(8001, 9001, 50_001), bundle: kindTables(81, 91, 500_001) };
  /** What readers still see of contracts that were written a moment ago. */
  readonly views = new ContractViews(this);

  records(): TenantRecords {
    const { service, bundle } = this.kinds;
    return {
      companies: this.companies.all(),
      contracts: this.contracts.all(),
      kinds: { service: recordsOf(service), bundle: recordsOf(bundle) },
    };
  }

  /** Puts records in that {@link records} told. */
  putRecords({ companies, contracts, kinds }: TenantRecords): void {
    for (const company of companies) this.companies.put(company);
    for (const contract of contracts) this.contracts.put(contract);
    for (const kind of ["service", "bundle"] as const) {
      const { items, lines, units, adjustments } = this.kinds[kind];
      for (const item of kinds[kind].items) items.put(item);
      for (const line of kinds[kind].lines) lines.put(line);
      for (const row of kinds[kind].units) units.put(row);
      for (const adjustment of kinds[kind].adjustments) adjustments.put(adjustment);
    }
  }
}

function recordsOf({ items, lines, units, adjustments }: KindTables): KindRecords {
  return { items: items.all(), lines: lines.all(), units: units.all(), adjustments: adjustments.all() };
}

function kindTables(firstLine: number, firstItem: number, firstUnits: number): KindTables {
  return {
    items: new Table<ItemRecord>(firstItem, () => 0),
    lines: new Table<LineRecord>(firstLine, (line) => line.contractID),
    units: new Table<UnitsRecord>(firstUnits, (row) => row.contractID),
    adjustments: new Table<AdjustmentRecord>(1, (adjustment) => adjustment.lineID),
  };
}
