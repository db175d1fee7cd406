import * as fc from "fast-check";
import { LINE_DECISIONS, ZERO_POLICIES, type AssignedCustomer, type PlanInput, type RememberedLine } from "../planner/plan-input.ts";
import type { Agreement, Line, Product } from "../provider/provider.ts";
import { TODAY, TOMORROW, YESTERDAY } from "./facts.ts";

/** A connection at one moment: what the platform knows, and what stands at the provider. */
export interface Connection {
  readonly input: PlanInput;
  readonly agreements: readonly Agreement[];
  /** Every line of every agreement, with more on it than the contract asks for. */
  readonly lines: readonly Line[];
  readonly remembered: readonly RememberedLine[];
  readonly products: ReadonlyMap<string, Product>;
}

const NOW = new Date("2026-03-10T02:00:00Z");
const HOUR_MS = 60 * 60 * 1000;
// Few of each, so that lines, wants and memories of one pair meet often.
const AGREEMENT_IDS = ["A1", "A2", "A3"];
const PRODUCT_IDS = ["P1", "P2", "P3", "P4"];
const SERVICES = ["bracket", "cloudfilter", "safesend", "shield"];
const BUNDLES = new Map([["bracket-bundle", ["bracket", "cloudfilter", "safesend"]]]);

const day = fc.constantFrom("2025-12-31", YESTERDAY, TODAY, TOMORROW, "2026-04-01");
const dayOrNone = fc.option(day, { freq: 1 });
const unitsOfService = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 1_000_000_000 }));

/** As read: mostly small whole numbers, which the wants often meet, but anything a person can type. */
const quantityOfLine = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 9 }) }, fc.constantFrom(-3, 0.5, 2.25, 1_000_000_000));

const customers: fc.Arbitrary<AssignedCustomer[]> = fc
  .array(
    fc.record({
      agreementId: fc.constantFrom(...AGREEMENT_IDS),
      archived: fc.constantFrom(false, false, false, true),
      excluded: fc.constantFrom(...Array.from({ length: 9 }, () => false), true),
      ageHours: fc.constantFrom(0, 1, 36, 36, 37, 500),
      received: fc.constantFrom(true, true, true, true, true, false),
      quantities: fc.dictionary(fc.constantFrom(...SERVICES, "bracket-bundle", "xtramail"), unitsOfService, { noNullPrototype: true }),
    }),
    { maxLength: 6 },
  )
  .map((drawn) =>
    drawn.map(({ agreementId, archived, excluded, ageHours, received, quantities }, index) => ({
      customerId: `C${index + 1}`,
      agreementId,
      archived,
      excluded,
      snapshot: received
        ? { observedAt: new Date(NOW.getTime() - ageHours * HOUR_MS), quantities: new Map(Object.entries(quantities)) }
        : null,
    })),
  );

const input: fc.Arbitrary<PlanInput> = fc
  .record({
    customers,
    mappings: fc.dictionary(fc.constantFrom(...SERVICES), fc.constantFrom(...PRODUCT_IDS), { noNullPrototype: true }),
    zeroPolicies: fc.dictionary(fc.constantFrom(...SERVICES), fc.constantFrom(...ZERO_POLICIES), { noNullPrototype: true, maxKeys: 2 }),
  })
  .map((drawn) => ({
    now: NOW,
    today: TODAY,
    bundles: BUNDLES,
    mappings: new Map(Object.entries(drawn.mappings)),
    zeroPolicies: new Map(Object.entries(drawn.zeroPolicies)),
    customers: drawn.customers,
  }));

const agreements: fc.Arbitrary<Agreement[]> = fc
  .tuple(
    ...AGREEMENT_IDS.map(
      (id) =>
        fc.record({
          id: fc.constant(id),
          name: fc.constant("Agreement"),
          companyId: fc.constant("company"),
          companyName: fc.constant("Company"),
          type: fc.constant(null),
          state: fc.constantFrom("active", "active", "active", "active", "active", "cancelled", "expired", "inactive"),
          endsOn: fc.constantFrom(null, null, null, YESTERDAY, TODAY, TOMORROW),
          billingStartsOn: dayOrNone,
          nextInvoiceOn: dayOrNone,
        }) satisfies fc.Arbitrary<Agreement>,
    ),
  )
  .map((drawn) => [...drawn]);

const lines: fc.Arbitrary<Line[]> = fc
  .array(
    fc.record({
      agreementId: fc.constantFrom(...AGREEMENT_IDS),
      productId: fc.constantFrom(...PRODUCT_IDS),
      quantity: quantityOfLine,
      effectiveOn: dayOrNone,
      cancelledOn: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, day),
      unitPrice: fc.double({ noNaN: true }),
      unitCost: fc.double({ noNaN: true }),
      billCustomer: fc.constantFrom("Billable", "NoCharge"),
    }),
    { maxLength: 16 },
  )
  .map((drawn) => drawn.map((each, index) => ({ id: `L${index + 1}`, ...each })));

/** At most one for each pair, pointing to a line of the pair, of another product, or to none. */
function rememberedOf(found: readonly Line[]): fc.Arbitrary<RememberedLine[]> {
  return fc.uniqueArray(
    fc.record({
      agreementId: fc.constantFrom(...AGREEMENT_IDS),
      productId: fc.constantFrom(...PRODUCT_IDS),
      lineId: fc.constantFrom("gone", ...found.map((line) => line.id)),
      decision: fc.option(fc.constantFrom(...LINE_DECISIONS)),
    }),
    { selector: (each) => `${each.agreementId} ${each.productId}`, maxLength: 8 },
  );
}

const products: fc.Arbitrary<ReadonlyMap<string, Product>> = fc
  .tuple(
    ...PRODUCT_IDS.map((id) =>
      fc.constantFrom<Product | null>(
        ...Array.from({ length: 6 }, () => ({ id, identifier: id, description: id, active: true, allowedOnAgreement: true })),
        { id, identifier: id, description: id, active: false, allowedOnAgreement: true },
        { id, identifier: id, description: id, active: true, allowedOnAgreement: false },
        null,
      ),
    ),
  )
  .map((drawn) => new Map(drawn.filter((each) => each !== null).map((each) => [each.id, each])));

export const connections: fc.Arbitrary<Connection> = lines.chain((found) =>
  fc.record({ input, agreements, lines: fc.constant(found), remembered: rememberedOf(found), products }),
);
