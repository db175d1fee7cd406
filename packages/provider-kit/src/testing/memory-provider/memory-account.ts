import type { Agreement, Company, Line, LocalDate, Product, ProviderError, ProviderSession } from "@integrations/core";

export type MemoryVerb = keyof ProviderSession;

/** One verb that was called, with what it was given. */
export interface MemoryCall {
  readonly verb: MemoryVerb;
  readonly input: unknown;
}

interface MemoryFault {
  readonly verb: MemoryVerb;
  readonly error: ProviderError;
  /** Before the verb takes effect, or after. */
  readonly moment: "before" | "after";
  timesLeft: number;
}

/** What one account holds at the in-memory provider; a test edits it as a person would. */
export class MemoryAccount {
  readonly token: string;
  readonly products = new Map<string, Product>();
  readonly companies = new Map<string, Company>();
  /** By company id: what stands in its record, as it was typed. */
  readonly websites = new Map<string, string>();
  readonly agreements = new Map<string, Agreement>();
  readonly lines = new Map<string, Line>();
  /** Ids of permissions the keys lack. */
  readonly missingPermissions = new Set<string>();
  readonly calls: MemoryCall[] = [];
  /** Awaited at the beginning of every try: a place to hold a call up, or to edit records under it. */
  beforeCall: (call: MemoryCall, signal: AbortSignal) => Promise<void> | void = () => undefined;
  readonly #failures: MemoryFault[] = [];
  readonly #disturbances: MemoryFault[] = [];
  #lastId = 1_000;

  constructor(token: string) {
    this.token = token;
  }

  nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  addProduct(product: Partial<Product> = {}): Product {
    const id = product.id ?? this.nextId();
    const made: Product = { id, identifier: `ITEM-${id}`, description: `Item ${id}`, active: true, allowedOnAgreement: true, ...product };
    this.products.set(id, made);
    return made;
  }

  addCompany(company: Partial<Company> = {}): Company {
    const id = company.id ?? this.nextId();
    const made: Company = { id, identifier: `client-${id}`, name: `Client ${id}`, ...company };
    this.companies.set(id, made);
    return made;
  }

  addAgreement(agreement: Partial<Agreement> & Pick<Agreement, "companyId">): Agreement {
    const id = agreement.id ?? this.nextId();
    const made: Agreement = {
      id,
      name: `Contract ${id}`,
      companyName: this.companies.get(agreement.companyId)?.name ?? "",
      type: null,
      state: "active",
      endsOn: null,
      billingStartsOn: null,
      nextInvoiceOn: null,
      ...agreement,
    };
    this.agreements.set(id, made);
    return made;
  }

  addLine(line: Partial<Line> & Pick<Line, "agreementId" | "productId">): Line {
    const id = line.id ?? this.nextId();
    const made: Line = { id, quantity: 0, effectiveOn: null, cancelledOn: null, ...line };
    this.lines.set(id, made);
    return made;
  }

  editLine(id: string, changes: Partial<Line>): Line {
    const line = this.lines.get(id);
    if (line === undefined) throw new Error(`There is no line ${id}.`);
    const changed = { ...line, ...changes };
    this.lines.set(id, changed);
    return changed;
  }

  cancelLine(id: string, cancelledOn: LocalDate): Line {
    return this.editLine(id, { cancelledOn });
  }

  linesOf(agreementId: string): Line[] {
    return [...this.lines.values()].filter((line) => line.agreementId === agreementId);
  }

  /** Makes the next calls of a verb fail for good, before they took effect or after. */
  fail(verb: MemoryVerb, error: ProviderError, options: FaultOptions = {}): void {
    this.#failures.push({ verb, error, moment: "before", ...timesOf(options) });
  }

  /** Makes the next tries inside a verb fail; the provider tries again where that is safe, as a real one does. */
  disturb(verb: MemoryVerb, error: ProviderError, options: FaultOptions = {}): void {
    this.#disturbances.push({ verb, error, moment: "before", ...timesOf(options) });
  }

  /** For the provider: the failure ordered for this verb, if any; counts as happened. */
  takeFailure(verb: MemoryVerb, moment: MemoryFault["moment"]): ProviderError | undefined {
    return take(this.#failures, verb, moment);
  }

  /** For the provider: the same for a single try. */
  takeDisturbance(verb: MemoryVerb, moment: MemoryFault["moment"]): ProviderError | undefined {
    return take(this.#disturbances, verb, moment);
  }
}

interface FaultOptions {
  readonly moment?: MemoryFault["moment"];
  /** Once where absent. */
  readonly times?: number;
}

function timesOf({ moment, times }: FaultOptions): { timesLeft: number; moment?: MemoryFault["moment"] } {
  return { timesLeft: times ?? 1, ...(moment === undefined ? {} : { moment }) };
}

function take(faults: MemoryFault[], verb: MemoryVerb, moment: MemoryFault["moment"]): ProviderError | undefined {
  const fault = faults.find((each) => each.verb === verb && each.moment === moment && each.timesLeft > 0);
  if (fault === undefined) return undefined;
  fault.timesLeft -= 1;
  return fault.error;
}
