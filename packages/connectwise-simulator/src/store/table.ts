interface Identified {
  id: number;
}

/** Records by id, and by the record they belong to, in the order in which they were added. */
export class Table<Row extends Identified> {
  readonly #rows: Map<number, Row>;
  readonly #parentOf: ((row: Row) => number) | undefined;
  readonly #byParent = new Map<number, Row[]>();
  #highestId = 0;

  constructor(rows: Iterable<Row>, parentOf?: (row: Row) => number) {
    this.#rows = new Map();
    this.#parentOf = parentOf;
    for (const row of rows) this.insert(row);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Ids are never given twice, also not after a record was deleted. */
  nextId(): number {
    return this.#highestId + 1;
  }

  find(id: number): Row | undefined {
    return this.#rows.get(id);
  }

  all(): Iterable<Row> {
    return this.#rows.values();
  }

  ofParent(parentId: number): readonly Row[] {
    return this.#byParent.get(parentId) ?? [];
  }

  insert(row: Row): void {
    if (this.#rows.has(row.id)) throw new Error(`There is a record ${row.id} already.`);
    this.#rows.set(row.id, row);
    if (row.id > this.#highestId) this.#highestId = row.id;
    this.#addToParent(row);
  }

  /** Puts this record in the place of the one with its id. */
  replace(row: Row): void {
    const earlier = this.#rows.get(row.id);
    if (earlier === undefined) throw new Error(`There is no record ${row.id}.`);
    this.#rows.set(row.id, row);
    if (this.#parentOf === undefined) return;
    const siblings = this.#byParent.get(this.#parentOf(earlier)) ?? [];
    if (this.#parentOf(earlier) === this.#parentOf(row)) {
      siblings[siblings.indexOf(earlier)] = row;
      return;
    }
    siblings.splice(siblings.indexOf(earlier), 1);
    this.#addToParent(row);
  }

  remove(id: number): Row | undefined {
    const row = this.#rows.get(id);
    if (row === undefined) return undefined;
    this.#rows.delete(id);
    if (this.#parentOf !== undefined) {
      const siblings = this.#byParent.get(this.#parentOf(row));
      siblings?.splice(siblings.indexOf(row), 1);
    }
    return row;
  }

  #addToParent(row: Row): void {
    if (this.#parentOf === undefined) return;
    const parentId = this.#parentOf(row);
    const siblings = this.#byParent.get(parentId);
    if (siblings === undefined) this.#byParent.set(parentId, [row]);
    else siblings.push(row);
  }
}
