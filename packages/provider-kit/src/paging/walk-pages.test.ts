import { ProviderError } from "@integrations/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitToFit } from "./split-to-fit.ts";
import { walkPages, type FetchedPage } from "./walk-pages.ts";

/** A table of ids that somebody changes between two pages. */
class Table {
  ids: number[];
  #nextId: number;
  /** What happens after each page is read, in order. */
  readonly #events: Array<{ readonly insert: number; readonly remove: number | undefined }>;

  constructor(size: number, events: Array<{ insert: number; remove: number | undefined }>) {
    this.ids = Array.from({ length: size }, (_, index) => (index + 1) * 3);
    this.#nextId = (size + 1) * 3;
    this.#events = events;
  }

  /** What a forward-only page of ConnectWise or an id query of Autotask gives: `id > after`, in order. */
  after(id: number, size: number): FetchedPage<number, number> {
    const items = this.ids.filter((each) => each > id).slice(0, size);
    this.#change();
    return { items, next: items.length < size ? undefined : items.at(-1) };
  }

  numbered(page: number, size: number): FetchedPage<number, number> {
    const items = this.ids.slice((page - 1) * size, page * size);
    this.#change();
    return { items, next: items.length < size ? undefined : page + 1 };
  }

  #change(): void {
    const event = this.#events.shift();
    if (event === undefined) return;
    for (let count = 0; count < event.insert; count += 1) {
      this.ids.push(this.#nextId);
      this.#nextId += 1;
    }
    if (event.remove !== undefined) this.ids.splice(event.remove % Math.max(1, this.ids.length), 1);
  }
}

const EVENTS = fc.array(fc.record({ insert: fc.nat(5), remove: fc.option(fc.nat(), { nil: undefined }) }), { maxLength: 15 });

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("walking by id", () => {
  it("brings 2,345 records once each", async () => {
    const table = new Table(2_345, []);
    const found = await collect(
      walkPages({ start: 0, fetchPage: async (after) => table.after(after, 1_000), idOf: (id) => id, order: "ascending" }),
    );
    expect(found).toEqual(table.ids);
  });

  it("brings everything that was there throughout exactly once, whatever is inserted and deleted meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 12 }), EVENTS, async (size, pageSize, events) => {
        const table = new Table(size, structuredClone(events));
        const before = [...table.ids];
        const found = await collect(
          walkPages({ start: 0, fetchPage: async (after) => table.after(after, pageSize), idOf: (id) => id, order: "ascending" }),
        );
        expect(new Set(found).size).toBe(found.length);
        const stayed = before.filter((id) => table.ids.includes(id));
        expect(stayed.filter((id) => !found.includes(id))).toEqual([]);
      }),
    );
  });

  it("fails rather than repeat itself where the site ignores the position", async () => {
    const walk = walkPages({ start: 0, fetchPage: async () => ({ items: [1, 2], next: 2 }), idOf: (id) => id, order: "ascending" });
    await expect(collect(walk)).rejects.toMatchObject({ code: "invalid_response" });
  });

  it("fails rather than guess where records come out of order", async () => {
    const walk = walkPages({ start: 0, fetchPage: async () => ({ items: [2, 1], next: undefined }), idOf: (id) => id, order: "ascending" });
    await expect(collect(walk)).rejects.toBeInstanceOf(ProviderError);
  });
});

describe("numbered pages", () => {
  it("bring everything once where records are only added", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 12 }), EVENTS, async (size, pageSize, events) => {
        const table = new Table(
          size,
          events.map((event) => ({ ...event, remove: undefined })),
        );
        const before = [...table.ids];
        const found = await collect(
          walkPages({ start: 1, fetchPage: async (page) => table.numbered(page, pageSize), idOf: (id) => id, order: "any" }),
        );
        expect(new Set(found).size).toBe(found.length);
        expect(before.filter((id) => !found.includes(id))).toEqual([]);
      }),
    );
  });

  it("end with an error where the site gives the same page for ever", async () => {
    const walk = walkPages({ start: 1, fetchPage: async (page) => ({ items: [1, 2], next: page + 1 }), idOf: (id) => id, order: "any" });
    await expect(collect(walk)).rejects.toMatchObject({ code: "invalid_response" });
  });
});

describe("splitting to fit", () => {
  it("keeps every item once and in order, in runs that fit and could not be longer", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(99_999), { maxLength: 300 }), fc.integer({ min: 5, max: 80 }), (ids, limit) => {
        const fits = (chunk: readonly number[]): boolean => chunk.join(",").length <= limit;
        const chunks = splitToFit(ids, fits);
        expect(chunks.flat()).toEqual(ids);
        expect(chunks.every(fits)).toBe(true);
        chunks.slice(1).forEach((chunk, index) => {
          expect(fits([...(chunks[index] ?? []), ...chunk.slice(0, 1)])).toBe(false);
        });
      }),
    );
  });

  it("refuses an item that fits nowhere", () => {
    expect(() => splitToFit(["x"], () => false)).toThrow(RangeError);
  });
});
