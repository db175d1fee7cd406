import { setImmediate as settle } from "node:timers/promises";
import {
  defineProvider,
  ProviderError,
  type Agreement,
  type Line,
  type Product,
  type Provider,
  type ProviderContext,
  type ProviderErrorOptions,
  type ProviderSession,
} from "@integrations/core";

/** One call to the site, as a test sees it. */
export interface SiteCall {
  readonly verb: "readAgreements" | "readProducts" | "readLines" | "setQuantity" | "addLine";
  readonly agreementId?: string;
  readonly productId?: string;
  readonly lineId?: string;
  readonly quantity?: number;
}

export type FakeLine = { -readonly [Key in keyof Line]: Line[Key] };
export type FakeAgreement = { -readonly [Key in keyof Agreement]: Agreement[Key] };

/** A provider in memory whose every call can be watched, held up, refused before its effect or lost after it. */
export class FakeSite {
  readonly agreements = new Map<string, FakeAgreement>();
  readonly lines: FakeLine[] = [];
  readonly products = new Map<string, Product>();
  readonly calls: SiteCall[] = [];
  /** Called before and after a call takes effect; what it throws is what the caller gets. */
  before: (call: SiteCall, site: FakeSite, signal: AbortSignal) => unknown = () => undefined;
  after: (call: SiteCall, site: FakeSite, signal: AbortSignal) => unknown = () => undefined;
  /** What the caller is told instead of what is the case. */
  lie: (call: SiteCall, truth: unknown) => unknown = (_call, truth) => truth;
  #nextLineId = 1000;

  agreement(id: string, changes: Partial<FakeAgreement> = {}): FakeAgreement {
    const agreement: FakeAgreement = {
      id,
      name: `Agreement ${id}`,
      companyId: `company-${id}`,
      companyName: `Company ${id}`,
      type: null,
      state: "active",
      endsOn: null,
      billingStartsOn: null,
      nextInvoiceOn: null,
      ...changes,
    };
    this.agreements.set(id, agreement);
    return agreement;
  }

  product(id: string, changes: Partial<Product> = {}): void {
    this.products.set(id, {
      id,
      identifier: id.toUpperCase(),
      description: `Product ${id}`,
      active: true,
      allowedOnAgreement: true,
      ...changes,
    });
  }

  line(agreementId: string, productId: string, quantity: number, changes: Partial<FakeLine> = {}): FakeLine {
    this.#nextLineId += 1;
    const line = { id: String(this.#nextLineId), agreementId, productId, quantity, effectiveOn: null, cancelledOn: null, ...changes };
    this.lines.push(line);
    return line;
  }

  /** Ongoing quantities as `agreement/product=quantity`, sorted. */
  standing(): string[] {
    return this.lines
      .filter((line) => line.cancelledOn === null)
      .map((line) => `${line.agreementId}/${line.productId}=${line.quantity}`)
      .toSorted();
  }

  writes(): SiteCall[] {
    return this.calls.filter((call) => call.verb === "setQuantity" || call.verb === "addLine");
  }

  /** What answers a session's fetch. */
  async answer(call: SiteCall, signal: AbortSignal): Promise<unknown> {
    await settle();
    await this.before(call, this, signal);
    this.calls.push(call);
    const result = structuredClone(this.#effect(call));
    await this.after(call, this, signal);
    return this.lie(call, result);
  }

  #effect(call: SiteCall): unknown {
    const agreementId = call.agreementId ?? "";
    switch (call.verb) {
      case "readAgreements":
        return [...this.agreements.values()];
      case "readProducts":
        return [...this.products.values()];
      case "readLines":
        if (!this.agreements.has(agreementId)) throw siteError({ code: "not_found" });
        return this.lines.filter((line) => line.agreementId === agreementId);
      case "setQuantity": {
        const line = this.lines.find((each) => each.id === call.lineId);
        if (line === undefined) throw siteError({ code: "not_found" });
        line.quantity = call.quantity ?? 0;
        return { lineId: line.id, quantity: line.quantity };
      }
      case "addLine": {
        const line = this.line(agreementId, call.productId ?? "", call.quantity ?? 0);
        return { lineId: line.id, quantity: line.quantity };
      }
    }
  }
}

export function siteError(options: Partial<ProviderErrorOptions> & Pick<ProviderErrorOptions, "code">): ProviderError {
  return new ProviderError({ message: `The fake site says ${options.code}.`, ...options });
}

/** A provider over the site, reached through the context's fetch as any other. */
export function fakeProvider(): Provider {
  const term = { one: "thing", many: "things" };
  return defineProvider({
    id: "fake-psa",
    contract: { from: "1.0", below: "2.0" },
    name: "Fake PSA",
    logo: "",
    helpUrl: "/",
    terms: { product: term, company: term, agreement: term, line: term },
    fields: [{ key: "key", label: "Key", kind: "secret", required: true }],
    permissions: [],
    capabilities: ["addLine"],
    environment: { parse: () => undefined } as unknown as Provider["environment"],
    limits: { concurrency: 4, callsPerWindow: 1000, windowMs: 60_000 },
    connect: (_config, context) => session(context),
  });
}

function session(context: ProviderContext): ProviderSession {
  const ask = async (call: SiteCall): Promise<never> => {
    context.signal.throwIfAborted();
    const { body } = await context.fetch("https://fake.example.com/", {
      method: "POST",
      headers: {},
      body: JSON.stringify(call),
      signal: context.signal,
      timeoutMs: 25_000,
    });
    return JSON.parse(body) as never;
  };
  const unused = (): never => {
    throw new TypeError("No run asks for this.");
  };
  return {
    checkAccess: unused,
    searchProducts: unused,
    searchCompanies: unused,
    readCompanies: unused,
    listAgreements: unused,
    readProducts: async (ids) => ((await ask({ verb: "readProducts" })) as Product[]).filter((product) => ids.includes(product.id)),
    readAgreements: async (ids) =>
      ((await ask({ verb: "readAgreements" })) as Agreement[]).filter((agreement) => ids.includes(agreement.id)),
    async *readLines(agreementIds) {
      for (const agreementId of agreementIds) {
        try {
          yield { agreementId, lines: await ask({ verb: "readLines", agreementId }) };
        } catch (error) {
          if (!(error instanceof ProviderError) || error.code === "credentials_refused") throw error;
          yield { agreementId, error };
        }
      }
    },
    setQuantity: ({ line, quantity }) =>
      ask({ verb: "setQuantity", agreementId: line.agreementId, productId: line.productId, lineId: line.id, quantity }),
    addLine: ({ agreement, productId, quantity }) => ask({ verb: "addLine", agreementId: agreement.id, productId, quantity }),
  };
}
