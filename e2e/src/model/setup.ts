import fc from "fast-check";
import { AGREEMENTS, COUNTED, CUSTOMERS, PRODUCTS, SERVICES, type Counts } from "./vocabulary.ts";

/** Where a sequence begins. Places in the lists of the vocabulary stand for the things themselves. */
export interface Setup {
  readonly timeZone: string;
  /** Calls at once; with one at a time a sequence replays to the letter. */
  readonly concurrency: number;
  readonly guardMinLines: number;
  /** How old the last look at cancellation and connection may be when a write begins; 0: a look before each. */
  readonly freshMs: number;
  /** Product of each service; null for none. */
  readonly mapped: ReadonlyArray<number | null>;
  /** Agreement of each customer; null for none. */
  readonly assigned: ReadonlyArray<number | null>;
  /** Count of each customer; null where it was never counted. */
  readonly counted: ReadonlyArray<Counts | null>;
  readonly lines: ReadonlyArray<{ readonly agreement: number; readonly product: number; readonly quantity: number }>;
}

export const quantity: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 100_000, max: 1_000_000_000 }) },
);

/** What is left out is 0. */
export const counts: fc.Arbitrary<Counts> = fc.record(Object.fromEntries(COUNTED.map((service) => [service, quantity])), {
  requiredKeys: [],
}) as fc.Arbitrary<Counts>;

export const place = (list: readonly unknown[]): fc.Arbitrary<number> => fc.nat(list.length - 1);

const mostly = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(arbitrary, { freq: 8, nil: null });

export const setup: fc.Arbitrary<Setup> = fc.record({
  timeZone: fc.constantFrom("UTC", "Pacific/Auckland", "America/Los_Angeles"),
  concurrency: fc.constantFrom(1, 1, 1, 4),
  guardMinLines: fc.constantFrom(2, 3, 99),
  freshMs: fc.constantFrom(0, 2_000),
  mapped: fc.tuple(...SERVICES.map(() => mostly(place(PRODUCTS)))),
  assigned: fc.tuple(...CUSTOMERS.map(() => mostly(place(AGREEMENTS)))),
  counted: fc.tuple(...CUSTOMERS.map(() => mostly(counts))),
  lines: fc.array(fc.record({ agreement: place(AGREEMENTS), product: place(PRODUCTS), quantity }), { maxLength: 8 }),
});
