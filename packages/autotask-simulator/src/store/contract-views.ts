import type { AdjustmentRecord, Kind, LineRecord, UnitsRecord } from "./records.ts";
import type { TenantStore } from "./tenant-store.ts";

const KINDS = ["service", "bundle"] as const;

/** The lines and units of one contract at a time. */
export interface ContractSnapshot {
  readonly contractID: number;
  readonly lines: Readonly<Record<Kind, readonly LineRecord[]>>;
  readonly units: Readonly<Record<Kind, readonly UnitsRecord[]>>;
  readonly adjustments: Readonly<Record<Kind, readonly AdjustmentRecord[]>>;
}

/** Snapshots of contracts: to take a write back, and to go on showing what was there before it (reads may lag, C). */
export class ContractViews {
  readonly #store: TenantStore;
  #lagging: Array<{ readonly snapshot: ContractSnapshot; readonly untilMs: number }> = [];

  constructor(store: TenantStore) {
    this.#store = store;
  }

  take(contractID: number): ContractSnapshot {
    const { service, bundle } = this.#store.kinds;
    const both = <Row>(read: (tables: typeof service) => Row[]): Record<Kind, Row[]> => ({ service: read(service), bundle: read(bundle) });
    return {
      contractID,
      lines: both((tables) => tables.lines.ofParent(contractID)),
      units: both((tables) => tables.units.ofParent(contractID)),
      adjustments: both((tables) => tables.lines.ofParent(contractID).flatMap((line) => tables.adjustments.ofParent(line.id))),
    };
  }

  /** Makes the contract what it was. */
  restore(snapshot: ContractSnapshot): void {
    const now = this.take(snapshot.contractID);
    for (const kind of KINDS) {
      const { lines, units, adjustments } = this.#store.kinds[kind];
      for (const row of now.lines[kind]) lines.remove(row.id);
      for (const row of now.units[kind]) units.remove(row.id);
      for (const row of now.adjustments[kind]) adjustments.remove(row.id);
      for (const row of snapshot.lines[kind]) lines.put(row);
      for (const row of snapshot.units[kind]) units.put(row);
      for (const row of snapshot.adjustments[kind]) adjustments.put(row);
    }
  }

  /** Readers see the contract as it was until then. */
  showUntil(snapshot: ContractSnapshot, untilMs: number): void {
    this.#lagging.push({ snapshot, untilMs });
  }

  lines(kind: Kind, nowMs: number): LineRecord[] {
    return this.#visible(this.#store.kinds[kind].lines.all(), (snapshot) => snapshot.lines[kind], nowMs);
  }

  units(kind: Kind, nowMs: number): UnitsRecord[] {
    return this.#visible(this.#store.kinds[kind].units.all(), (snapshot) => snapshot.units[kind], nowMs);
  }

  #visible<Row extends { readonly id: number; readonly contractID: number }>(
    rows: Row[],
    pick: (snapshot: ContractSnapshot) => readonly Row[],
    nowMs: number,
  ): Row[] {
    this.#lagging = this.#lagging.filter((view) => view.untilMs > nowMs);
    if (this.#lagging.length === 0) return rows;
    const shown = new Map<number, readonly Row[]>();
    // The oldest of several is what is seen until its time is over.
    for (const { snapshot } of this.#lagging.toReversed()) shown.set(snapshot.contractID, pick(snapshot));
    return [...rows.filter((row) => !shown.has(row.contractID)), ...[...shown.values()].flat()].toSorted(
      (first, second) => first.id - second.id,
    );
  }
}
