import fc from "fast-check";
import { counts, place, quantity } from "./setup.ts";
import { AGREEMENTS, CUSTOMERS, PRODUCTS, SERVICES, type Counts } from "./vocabulary.ts";

/** What the console or the partner does at the platform. Numbers are places in the vocabulary, or choose among what is there. */
export type PlatformAct =
  /** `ageHours`: how long ago it was counted. */
  | { readonly do: "push"; readonly customers: readonly number[]; readonly counts: Counts; readonly ageHours: number }
  | { readonly do: "map"; readonly choices: ReadonlyArray<{ readonly service: number; readonly product: number }> }
  | { readonly do: "clear-mapping"; readonly service: number }
  | { readonly do: "assign"; readonly customer: number; readonly agreement: number }
  | { readonly do: "unassign"; readonly customer: number }
  | { readonly do: "zero-policy"; readonly service: number; readonly policy: "write" | "leave" | "ask" }
  | { readonly do: "exclude"; readonly customer: number }
  | { readonly do: "include"; readonly customer: number }
  | { readonly do: "archive"; readonly customer: number; readonly archived: boolean }
  | { readonly do: "decide"; readonly kept: number; readonly decision: "add_again" | "leave" | "set_zero" }
  | { readonly do: "pause" }
  | { readonly do: "resume" }
  /** Removed, and enabled anew. */
  | { readonly do: "remove" }
  | { readonly do: "cancel-run" };

/** What a person does at ConnectWise. */
export type PersonAct =
  | { readonly do: "edit-line"; readonly line: number; readonly quantity: number | null }
  /** `days` from today. */
  | { readonly do: "cancel-line"; readonly line: number; readonly days: number }
  | { readonly do: "delete-line"; readonly line: number }
  | { readonly do: "double-line"; readonly line: number; readonly quantity: number }
  /** To another product. */
  | { readonly do: "move-line"; readonly line: number; readonly product: number }
  | {
      readonly do: "add-line";
      readonly agreement: number;
      readonly product: number;
      readonly quantity: number;
      readonly effectiveInDays: number;
    }
  | { readonly do: "agreement"; readonly agreement: number; readonly becomes: AgreementState }
  | { readonly do: "product"; readonly product: number; readonly becomes: "inactive" | "bundle" | "gone" | "usable" };

export type AgreementState = "cancelled" | "inactive" | "ended" | "ends-soon" | "bills-later" | "gone" | "active";
export type Act = PlatformAct | PersonAct;

const customer = place(CUSTOMERS);
const agreement = place(AGREEMENTS);
const product = place(PRODUCTS);
const service = place(SERVICES);
/** Chooses among however many there are. */
const any = fc.nat(11);

/** The later in a list of weights, the rarer. */
export const platformAct: fc.Arbitrary<PlatformAct> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("push"),
      customers: fc.uniqueArray(customer, { minLength: 1 }),
      counts,
      ageHours: fc.constantFrom(0, 0, 0, 5, 20, 35, 40),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("map"),
      choices: fc.uniqueArray(fc.record({ service, product }), { minLength: 1, selector: (choice) => choice.service }),
    }),
  },
  // What a broken count looks like.
  { weight: 2, arbitrary: fc.constant({ do: "push", customers: CUSTOMERS.map((_, index) => index), counts: {}, ageHours: 0 }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("assign"), customer, agreement }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("decide"), kept: any, decision: fc.constantFrom("add_again", "leave", "set_zero") }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("unassign"), customer }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("zero-policy"), service, policy: fc.constantFrom("write", "leave", "ask", "ask") }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("exclude", "include", "include"), customer }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("archive"), customer, archived: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clear-mapping"), service }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("pause", "resume", "remove", "cancel-run") }) },
);

export const personAct: fc.Arbitrary<PersonAct> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("edit-line"),
      line: any,
      quantity: fc.oneof({ weight: 6, arbitrary: quantity }, { weight: 1, arbitrary: fc.constantFrom(null, 2.5, -1) }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("cancel-line"), line: any, days: fc.constantFrom(0, 0, -3, 1, 2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete-line"), line: any }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("double-line"), line: any, quantity }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("move-line"), line: any, product }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("add-line"), agreement, product, quantity, effectiveInDays: fc.constantFrom(0, -20, 5) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("agreement"),
      agreement,
      becomes: fc.constantFrom(
        "cancelled",
        "inactive",
        "ended",
        "ends-soon",
        "bills-later",
        "gone",
        "active",
        "active",
        "active",
        "active",
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("product"),
      product,
      becomes: fc.constantFrom("inactive", "bundle", "gone", "usable", "usable", "usable"),
    }),
  },
);
