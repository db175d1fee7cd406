import { addDays, addMonths, type Day } from "../days.ts";
import type { Behaviour } from "../tenant/behaviour.ts";
import { PERIOD_MONTHS, type ContractRecord, type Kind, type LineRecord, type UnitsRecord } from "./records.ts";
import type { KindTables, TenantStore } from "./tenant-store.ts";

/** What an adjustment changed. */
export interface Adjusted {
  readonly line: LineRecord;
  /** On the effective date. */
  readonly unitsBefore: number;
  readonly unitsAfter: number;
}

/** The units of one kind of lines, and what opening a line and adjusting it do to them (FACTS section 4). */
export class ContractUnits {
  readonly #store: TenantStore;
  readonly #tables: KindTables;
  readonly #behaviour: () => Behaviour;

  constructor(store: TenantStore, kind: Kind, behaviour: () => Behaviour) {
    this.#store = store;
    this.#tables = store.kinds[kind];
    this.#behaviour = behaviour;
  }

  /** Rows of a line by their first day. */
  of(line: LineRecord): UnitsRecord[] {
    return this.#tables.units
      .ofParent(line.contractID)
      .filter((row) => row.lineID === line.id)
      .toSorted((first, second) => (first.startDate < second.startDate ? -1 : 1));
  }

  /** The row that counts on a day: of several, the one that began last. */
  at(line: LineRecord, day: Day): UnitsRecord | undefined {
    return this.of(line).findLast((row) => row.startDate <= day && row.endDate >= day);
  }

  /** A row for each billing period from that day to the end of the contract. */
  open(line: LineRecord, startOn: Day, units: number): void {
    const contract = this.#store.contracts.get(line.contractID);
    const months = PERIOD_MONTHS[this.#tables.items.get(line.itemID).periodType] ?? 1;
    for (const period of periodsOf(contract, months, this.#behaviour().periodEnds)) {
      if (period.endDate < startOn || period.nextOn <= startOn) continue;
      this.#tables.units.insert({
        contractID: line.contractID,
        lineID: line.id,
        itemID: line.itemID,
        units,
        startDate: period.startDate < startOn ? startOn : period.startDate,
        endDate: period.endDate,
        approveAndPostDate: null,
      });
    }
  }

  /** Adds to the units from that day on. No rule of the API is looked at here. */
  adjust(line: LineRecord, effectiveDate: Day, unitChange: number): Adjusted {
    if (this.of(line).length === 0) this.open(line, effectiveDate, 0);
    const unitsBefore = this.at(line, effectiveDate)?.units ?? 0;
    const behaviour = this.#behaviour();
    const covering = this.at(line, effectiveDate);
    const later = this.of(line).filter((row) => row.startDate > effectiveDate);
    if (covering?.startDate === effectiveDate) this.#tables.units.put({ ...covering, units: covering.units + unitChange });
    else if (covering !== undefined) this.#split(covering, effectiveDate, unitChange, behaviour.adjustedRowEnds);
    if (behaviour.laterPeriods === "carried") {
      for (const row of later) this.#tables.units.put({ ...row, units: row.units + unitChange });
    }
    this.#tables.adjustments.insert({ contractID: line.contractID, lineID: line.id, effectiveDate, unitChange });
    return { line, unitsBefore, unitsAfter: unitsBefore + unitChange };
  }

  #split(row: UnitsRecord, from: Day, unitChange: number, ends: Behaviour["adjustedRowEnds"]): void {
    this.#tables.units.put({ ...row, endDate: ends === "same-day" ? from : addDays(from, -1) });
    this.#tables.units.insert({ ...row, startDate: from, units: row.units + unitChange });
  }
}

interface Period {
  readonly startDate: Day;
  readonly endDate: Day;
  readonly nextOn: Day;
}

function periodsOf(contract: ContractRecord, months: number, ends: Behaviour["periodEnds"]): Period[] {
  const periods: Period[] = [];
  for (let index = 0; ; index += 1) {
    const startDate = addMonths(contract.startDate, index * months);
    if (startDate > contract.endDate) return periods;
    const nextOn = addMonths(contract.startDate, (index + 1) * months);
    const lastDay = ends === "same-day" ? nextOn : addDays(nextOn, -1);
    periods.push({ startDate, nextOn, endDate: lastDay < contract.endDate ? lastDay : contract.endDate });
  }
}
