import type { Day } from "../days.ts";

/** Services and bundles work alike: a catalog of items, lines of contracts, and units of lines per period. */
export type Kind = "service" | "bundle";

export interface CompanyRecord {
  readonly id: number;
  readonly companyName: string;
  readonly companyNumber: string;
  /** 1 = customer (C). */
  readonly companyType: number;
  readonly isActive: boolean;
}

export interface ContractRecord {
  readonly id: number;
  readonly companyID: number;
  readonly contractName: string;
  readonly contractNumber: string;
  /** 7 = recurring service (V). */
  readonly contractType: number;
  readonly contractPeriodType: number;
  /** 1 = active (C); 0 stands for inactive here (O). */
  readonly status: number;
  readonly startDate: Day;
  readonly endDate: Day;
  readonly isDefaultContract: boolean;
}

/** A service or a service bundle of the catalog. */
export interface ItemRecord {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly isActive: boolean;
  /** 2 monthly, 3 quarterly, 4 semi-annual, 5 yearly (C). */
  readonly periodType: number;
  readonly unitPrice: number;
  readonly unitCost: number;
}

/** A ContractService or a ContractServiceBundle. It holds no quantity (V). */
export interface LineRecord {
  readonly id: number;
  readonly contractID: number;
  readonly itemID: number;
  readonly invoiceDescription: string;
  readonly internalDescription: string;
  readonly unitPrice: number;
}

/** Units of a line from one day to another: one row per billing period, and one more from each adjustment on (V). */
export interface UnitsRecord {
  readonly id: number;
  readonly contractID: number;
  readonly lineID: number;
  readonly itemID: number;
  readonly units: number;
  readonly startDate: Day;
  readonly endDate: Day;
  /** When the row was approved and posted; null while it is not. */
  readonly approveAndPostDate: Day | null;
}

export interface AdjustmentRecord {
  readonly id: number;
  readonly contractID: number;
  readonly lineID: number;
  readonly effectiveDate: Day;
  readonly unitChange: number;
}

/** Months of a period by its type. */
export const PERIOD_MONTHS: Readonly<Record<number, number>> = { 2: 1, 3: 3, 4: 6, 5: 12 };

export const RECURRING_SERVICE = 7;
