/** Rows by id, in ascending order of id, and by the record they hang on. */
export class Table<Row extends { readonly id: number }> {
  readonly #rows = new Map<number, Row>();
  readonly #parentOf: (row: Row) => number;
  readonly #byParent = new Map<number, Map<number, Row>>();
  #lastId: number;

  /** @param firstId where ids begin: another place for each table, so that a mixed-up id finds nothing */
  constructor(firstId: number, parentOf: (row: Row) => number) {
    this.#lastId = firstId - 1;
    this.#parentOf = parentOf;
  }

  insert(row: Omit<Row, "id">): Row {
    this.#lastId += 1;
    const inserted = { ...row, id: this.#lastId } as Row;
    this.put(inserted);
    return inserted;
  }

  /** Stores the row under its id, in place of what was there. */
  put(row: Row): void {
    // No later row may get the id of one that was put back from elsewhere.
    this.#lastId = Math.max(this.#lastId, row.id);
    const before = this.#rows.get(row.id);
    if (before !== undefined) this.#byParent.get(this.#parentOf(before))?.delete(row.id);
    this.#rows.set(row.id, row);
    const siblings = this.#byParent.get(this.#parentOf(row)) ?? new Map<number, Row>();
    this.#byParent.set(this.#parentOf(row), siblings.set(row.id, row));
  }

  remove(id: number): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#rows.delete(id);
    this.#byParent.get(this.#parentOf(row))?.delete(id);
  }

  find(id: number): Row | undefined {
    return this.#rows.get(id);
  }

  /** @throws Error where there is none */
  get(id: number): Row {
    const row = this.#rows.get(id);
    if (row === undefined) throw new Error(`There is no record ${id} here.`);
    return row;
  }

  all(): Row[] {
    return [...this.#rows.values()];
  }

  ofParent(parentId: number): Row[] {
    return [...(this.#byParent.get(parentId)?.values() ?? [])];
  }
}
