import { describe, expect, it } from "vitest";
import { Table } from "./table.ts";

const row = (id: number, parent: number): { id: number; parent: number } => ({ id, parent });

describe("table", () => {
  it("finds by id and by parent after inserts, replacements and removals", () => {
    const table = new Table([row(1, 10), row(2, 10), row(3, 20)], ({ parent }) => parent);
    table.replace(row(2, 20));
    table.insert(row(4, 10));
    table.remove(1);
    expect(table.find(1)).toBeUndefined();
    expect(table.ofParent(10).map(({ id }) => id)).toEqual([4]);
    expect(table.ofParent(20).map(({ id }) => id)).toEqual([3, 2]);
    expect([...table.all()].map(({ id }) => id)).toEqual([2, 3, 4]);
    expect(table.ofParent(30)).toEqual([]);
  });

  it("never gives an id twice", () => {
    const table = new Table([row(7, 1)]);
    table.remove(7);
    expect(table.nextId()).toBe(8);
    expect(() => table.replace(row(7, 1))).toThrow("no record 7");
  });
});
