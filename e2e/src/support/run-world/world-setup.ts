import type {
  AdditionRecord,
  AgreementRecord,
  BehaviourChanges,
  Changes,
  MemberInput,
  ProductRecord,
} from "@integrations/connectwise-simulator";
import type { ConnectionPreferences } from "@integrations/database";
import type { PlainCustomer } from "./psa-site.ts";

/** Service code to units. */
export type Counts = Readonly<Record<string, number>>;

/** A line as it stands at ConnectWise before the first night: its quantity, or all that differs from a plain one. */
export type LineSetup = number | Changes<AdditionRecord>;

export interface CustomerSetup {
  /** Undefined where the platform never counted anything for it. */
  readonly counts?: Counts | undefined;
  /** By product identifier; a list where there are several of one product. */
  readonly lines?: Readonly<Record<string, LineSetup | readonly LineSetup[]>>;
  readonly agreement?: Changes<AgreementRecord>;
  /** The customer whose company and agreement it shares; named earlier. */
  readonly sharesWith?: string;
}

/** What a test may want different at any PSA; what is left out is plain. */
export interface PlainSetup<Customer = PlainCustomer, Product = object> {
  /** The first night; the partner, its settings and its data are there two hours before. */
  readonly firstNightAt?: Date;
  readonly timeZone?: string;
  /** Products by identifier. */
  readonly products?: Readonly<Record<string, Product>>;
  /** Service code to product identifier. */
  readonly mappings?: Readonly<Record<string, string>>;
  readonly customers?: Readonly<Record<string, Customer>>;
  readonly preferences?: ConnectionPreferences;
  /** How long the platform waits for an answer, in real time; long enough to never run out unless a test wants it to. */
  readonly answerTimeoutMs?: number;
}

/** What may be different at ConnectWise. */
export interface WorldSetup extends PlainSetup<CustomerSetup, Changes<ProductRecord>> {
  readonly members?: readonly MemberInput[];
  readonly behaviour?: BehaviourChanges;
  /** Further sites the platform may speak to, so that a test can show that it does not. */
  readonly alsoAllowed?: readonly string[];
}

export const FIRST_NIGHT_AT = new Date("2026-03-10T02:00:00Z");

/** One line to set, one that is right, one to add: the smallest night that does everything. */
export const PLAIN_SETUP = {
  products: { FILTER: {} },
  mappings: { cloudfilter: "FILTER" },
  customers: {
    alder: { counts: { cloudfilter: 12 }, lines: { FILTER: 10 } },
    birch: { counts: { cloudfilter: 5 }, lines: { FILTER: 5 } },
    cedar: { counts: { cloudfilter: 7 } },
  },
} as const satisfies WorldSetup;
