import type { SimulatorClock } from "@integrations/simulator-kit";
import { addDays, addMonths, dayOf, type Day } from "../days.ts";
import type { Behaviour } from "../tenant/behaviour.ts";
import { ContractUnits } from "./contract-units.ts";
import {
  RECURRING_SERVICE,
  type CompanyRecord,
  type ContractRecord,
  type ItemRecord,
  type Kind,
  type LineRecord,
  type UnitsRecord,
} from "./records.ts";
import type { TenantStore } from "./tenant-store.ts";

export type NewCompany = Pick<CompanyRecord, "companyName"> & Partial<CompanyRecord>;
export type NewContract = Pick<ContractRecord, "companyID" | "contractName"> & Partial<ContractRecord>;
export type NewItem = Pick<ItemRecord, "name"> & Partial<ItemRecord>;

export interface NewLine {
  readonly contractID: number;
  readonly itemID: number;
  readonly units?: number | undefined;
  /** First day; the contract's where absent. */
  readonly startOn?: Day | undefined;
}

/** A line as a person sees it: with the units it has once everything that was entered has taken effect. */
export interface LineView extends LineRecord {
  readonly finalUnits: number;
}

/**
 * What a person sees and does at the screen of Autotask: no level, no rule of the API, at once. Every verb throws where the
 * record it speaks of is not there, so that a test with a wrong id fails where it is wrong. Verbs are about services where
 * nothing else is said.
 */
export class PersonEdits {
  readonly #store: TenantStore;
  readonly #behaviour: () => Behaviour;
  readonly #clock: SimulatorClock;

  constructor(store: TenantStore, behaviour: () => Behaviour, clock: SimulatorClock) {
    this.#store = store;
    this.#behaviour = behaviour;
    this.#clock = clock;
  }

  addCompany(company: NewCompany): CompanyRecord {
    return this.#store.companies.insert({ companyNumber: "", companyType: 1, isActive: true, ...company });
  }

  editCompany(id: number, changes: Partial<CompanyRecord>): CompanyRecord {
    this.#store.companies.put({ ...this.#store.companies.get(id), ...changes, id });
    return this.#store.companies.get(id);
  }

  /** A recurring-service contract of a year from the first of this month where nothing else is said. */
  addContract(contract: NewContract): ContractRecord {
    this.#store.companies.get(contract.companyID);
    const startDate = contract.startDate ?? `${dayOf(this.#clock.now()).slice(0, 8)}01`;
    return this.#store.contracts.insert({
      contractNumber: "",
      contractType: RECURRING_SERVICE,
      contractPeriodType: 2,
      status: 1,
      endDate: addDays(addMonths(startDate, 12), -1),
      isDefaultContract: false,
      ...contract,
      startDate,
    });
  }

  contract(id: number): ContractRecord | undefined {
    return this.#store.contracts.find(id);
  }

  /** Dates of a contract that has lines are not changed this way: rows would have to be cut or made. */
  editContract(id: number, changes: Partial<ContractRecord>): ContractRecord {
    this.#store.contracts.put({ ...this.#store.contracts.get(id), ...changes, id });
    return this.#store.contracts.get(id);
  }

  /** Its lines go with it. */
  deleteContract(id: number): void {
    this.#store.contracts.get(id);
    for (const kind of ["service", "bundle"] as const) for (const line of this.lines(id, kind)) this.deleteLine(line.id, kind);
    this.#store.contracts.remove(id);
  }

  addItem(item: NewItem, kind: Kind = "service"): ItemRecord {
    return this.#store.kinds[kind].items.insert({ description: "", isActive: true, periodType: 2, unitPrice: 3, unitCost: 1.5, ...item });
  }

  editItem(id: number, changes: Partial<ItemRecord>, kind: Kind = "service"): ItemRecord {
    const { items } = this.#store.kinds[kind];
    items.put({ ...items.get(id), ...changes, id });
    return items.get(id);
  }

  items(kind: Kind = "service"): ItemRecord[] {
    return this.#store.kinds[kind].items.all();
  }

  /** A service on a contract twice is a thing a person can do. */
  addLine({ contractID, itemID, units, startOn }: NewLine, kind: Kind = "service"): LineRecord {
    const contract = this.#store.contracts.get(contractID);
    const { name, unitPrice } = this.#store.kinds[kind].items.get(itemID);
    const line = this.#store.kinds[kind].lines.insert({
      contractID,
      itemID,
      invoiceDescription: name,
      internalDescription: name,
      unitPrice,
    });
    if (units !== undefined) this.#units(kind).open(line, startOn ?? contract.startDate, units);
    return line;
  }

  lines(contractID: number, kind: Kind = "service"): LineView[] {
    const { lines } = this.#store.kinds[kind];
    return lines.ofParent(contractID).map((line) => ({ ...line, finalUnits: this.units(line.id, kind).at(-1)?.units ?? 0 }));
  }

  /** Rows by their first day. */
  units(lineId: number, kind: Kind = "service"): UnitsRecord[] {
    return this.#units(kind).of(this.#store.kinds[kind].lines.get(lineId));
  }

  unitsAt(lineId: number, day: Day, kind: Kind = "service"): number | undefined {
    return this.#units(kind).at(this.#store.kinds[kind].lines.get(lineId), day)?.units;
  }

  /** An adjustment by hand, today or in the future. */
  adjustLine(lineId: number, unitChange: number, effectiveDate: Day, kind: Kind = "service"): void {
    this.#units(kind).adjust(this.#store.kinds[kind].lines.get(lineId), effectiveDate, unitChange);
  }

  /** From this day on the line has no units any more. */
  endLine(lineId: number, on: Day, kind: Kind = "service"): void {
    const { units } = this.#store.kinds[kind];
    for (const row of this.units(lineId, kind)) {
      if (row.startDate >= on) units.remove(row.id);
      else if (row.endDate >= on) units.put({ ...row, endDate: addDays(on, -1) });
    }
  }

  deleteLine(lineId: number, kind: Kind = "service"): void {
    const { lines, units, adjustments } = this.#store.kinds[kind];
    for (const row of this.units(lineId, kind)) units.remove(row.id);
    for (const adjustment of adjustments.ofParent(lineId)) adjustments.remove(adjustment.id);
    lines.remove(lineId);
  }

  /** Approves and posts every row of the contract that began by that day. */
  post(contractID: number, on: Day, kind: Kind = "service"): void {
    const { units } = this.#store.kinds[kind];
    for (const row of units.ofParent(contractID)) if (row.startDate <= on) units.put({ ...row, approveAndPostDate: on });
  }

  #units(kind: Kind): ContractUnits {
    return new ContractUnits(this.#store, kind, this.#behaviour);
  }
}
