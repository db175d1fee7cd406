import type { Counts } from "./world-setup.ts";

/** What every partner's PSA is to a test, whoever made it: names for its records, trouble on demand, a person at its screen. */
export interface PsaSite<Customer = PlainCustomer, Request extends PsaRequest = PsaRequest> {
  readonly providerId: string;
  /** What the partner enters to enable the integration. */
  readonly config: Readonly<Record<string, string | boolean>>;
  /** The secrets of it, to be entered again. */
  readonly keys: Readonly<Record<string, string>>;
  readonly simulator: PsaSimulator<Request>;
  companyId(customer: string): number;
  agreementId(customer: string): number;
  productId(identifier: string): number;
  /** The customer an agreement was made for, and a product's identifier; the id itself for one nobody named. */
  nameOfAgreement(id: number | string): string;
  nameOfProduct(id: number | string): string;
  /** Makes a customer's company, agreement and lines. */
  add(customer: string, setup: Customer): void;
  /** Every line, as `alder FILTER 12`, with `until 2026-03-31` where it ends before its agreement. */
  standing(): string[];
  /** The kind of a request, in the words of the vendor. */
  momentOf(request: Pick<Request, "method" | "path">): string;
  /** Lets something happen to requests of a kind that every vendor has: a fault, or what a person does meanwhile. */
  meet(moment: PlainMoment, what: PlainFault | (() => unknown), when?: When): void;
  readonly person: Person;
  /** Sentences about requests that must never be sent. */
  breaches(): string[];
}

/** The least a customer of a test has. */
export interface PlainCustomer {
  readonly counts?: Counts | undefined;
  /** Quantities by product identifier. */
  readonly lines?: Readonly<Record<string, number>>;
  /** The customer whose company and agreement it shares; named earlier. */
  readonly sharesWith?: string;
}

export interface PsaRequest {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly isWrite: boolean;
}

export interface PsaSimulator<Request> {
  readonly site: string;
  readonly listening: boolean;
  readonly faults: { clear(): void };
  readonly requests: { last(): Request | undefined; list(filter: { after: number }): Request[] };
  startListening(): Promise<void>;
  close(): Promise<void>;
}

/** What a run asks of every PSA. */
export type PlainMoment = "agreements" | "products" | "lines" | "set" | "add";

/** Trouble that any HTTP service may have. */
export type PlainFault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly at?: "before" | "after";
      readonly body?: "html";
      readonly retryAfter?: { readonly seconds: number };
    }
  | { readonly kind: "reset" | "hang"; readonly at?: "before" | "after" }
  | { readonly kind: "garble"; readonly how: "truncated" | "cut-off" | "empty" | "html" | "not-json" };

/** Which of the requests that match, counted from 1; all where nothing is said. */
export interface When {
  readonly nth?: number;
  readonly times?: number;
  readonly at?: "before" | "after";
}

/** Somebody at the vendor's screen. */
export interface Person {
  setLine(customer: string, product: string, quantity: number): void;
  /** Also beside a line that is there. */
  addLine(customer: string, product: string, quantity: number): void;
  /** Every line of the product. */
  removeLines(customer: string, product: string): void;
  endAgreement(customer: string): void;
  retireProduct(product: string): void;
  /** The keys are good for nothing any more. */
  revokeKeys(): void;
  restoreKeys(): void;
}

interface Place {
  readonly companyId: number;
  readonly id: number;
}

/** Whose agreement is which. */
export class AgreementNames {
  readonly #places = new Map<string, Place>();

  set(customer: string, place: Place): void {
    this.#places.set(customer, place);
  }

  /** @throws Error where the site has no such customer */
  of(customer: string): Place {
    const found = this.#places.get(customer);
    if (found === undefined) throw new Error(`There is no customer ${customer} at the site.`);
    return found;
  }

  nameOf(id: number | string): string {
    return [...this.#places].find(([, place]) => place.id === Number(id))?.[0] ?? String(id);
  }
}
