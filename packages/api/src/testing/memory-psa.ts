import {
  defineProvider,
  ProviderError,
  type Agreement,
  type MatchedCompany,
  type PermissionDefinition,
  type Product,
  type Provider,
  type ProviderSession,
} from "@integrations/core";
import { z } from "zod";

/** A provider kept in memory, with fields, words and rights unlike any real one's. A test changes it as a person there would. */
export interface MemoryPsa {
  readonly provider: Provider;
  /** Tokens it lets in. */
  readonly tokens: Set<string>;
  readonly products: Product[];
  readonly companies: MatchedCompany[];
  readonly agreements: Agreement[];
  /** Ids of permissions the tokens lack. */
  readonly missing: Set<string>;
  /** Thrown by every verb while it is set. */
  failure: Error | undefined;
  /** Verbs called so far. */
  readonly calls: string[];
  /** Runs before the next verb answers: what somebody does meanwhile. */
  meanwhile: (() => Promise<void>) | undefined;
}

const PERMISSIONS: readonly PermissionDefinition[] = [
  permission("read", { module: "Contracts", permission: "Contract", level: "Read", required: true, checkable: true }),
  permission("write", { module: "Contracts", permission: "Contract line", level: "Write", required: true, checkable: false }),
];

export function createMemoryPsa(id = "memory-psa"): MemoryPsa {
  const psa: MemoryPsa = {
    provider: defineProvider({
      id,
      contract: { from: "1.1", below: "2.0" },
      name: "Memory PSA",
      logo: "<svg/>",
      helpUrl: "/memory-psa",
      terms: {
        product: { one: "article", many: "articles" },
        company: { one: "client", many: "clients" },
        agreement: { one: "contract", many: "contracts" },
        line: { one: "position", many: "positions" },
      },
      fields: [
        { key: "account", label: "Account", kind: "text", required: true, identity: true },
        { key: "token", label: "Token", kind: "secret", required: true },
        { key: "pin", label: "PIN", kind: "secret" },
        { key: "ownHost", label: "Own host", kind: "switch" },
        { key: "host", label: "Host", kind: "hostname", required: true, shownWhen: { field: "ownHost", equals: true } },
      ],
      permissions: PERMISSIONS,
      capabilities: ["addLine", "searchProducts", "searchCompanies", "matchCompanies"],
      environment: z.unknown(),
      limits: { concurrency: 10, callsPerWindow: 600, windowMs: 60_000 },
      connect: (config) => openSession(psa, config),
    }),
    tokens: new Set(["good-token"]),
    products: [
      { id: "10", identifier: "FILTER", description: "Mail filter", active: true, allowedOnAgreement: true },
      { id: "11", identifier: "SAFE", description: "", active: true, allowedOnAgreement: true },
      { id: "12", identifier: "OLD", description: "Old article", active: false, allowedOnAgreement: true },
      { id: "13", identifier: "PACK", description: "A pack", active: true, allowedOnAgreement: false },
    ],
    companies: [
      { id: "1", identifier: "ACME", name: "Acme Ltd", domains: ["acme.example"] },
      { id: "2", identifier: "BOLT", name: "Bolt Inc", domains: [] },
      { id: "3", identifier: "EMPTY", name: "Empty GmbH", domains: ["empty.example"] },
    ],
    agreements: [
      agreement({ id: "100", companyId: "1", companyName: "Acme Ltd" }),
      agreement({ id: "101", companyId: "1", companyName: "Acme Ltd", endsOn: "2026-03-09" }),
      agreement({ id: "102", companyId: "1", companyName: "Acme Ltd", state: "cancelled" }),
      agreement({ id: "200", companyId: "2", companyName: "Bolt Inc" }),
    ],
    missing: new Set(),
    failure: undefined,
    calls: [],
    meanwhile: undefined,
  };
  return psa;
}

function openSession(psa: MemoryPsa, config: Readonly<Record<string, string | boolean>>): ProviderSession {
  const call = async (verb: string): Promise<void> => {
    psa.calls.push(verb);
    const { meanwhile } = psa;
    psa.meanwhile = undefined;
    await meanwhile?.();
    if (psa.failure !== undefined) throw psa.failure;
    if (config["host"] === "down.example.com") {
      throw new ProviderError({ code: "unavailable", message: "no answer", reason: "site_unreachable" });
    }
    if (!psa.tokens.has(String(config["token"]))) throw new ProviderError({ code: "credentials_refused", message: "HTTP 401" });
  };
  const byId = <Item extends { readonly id: string }>(items: readonly Item[], ids: readonly string[]): Item[] =>
    items.filter((item) => ids.includes(item.id));
  return {
    checkAccess: async () => {
      await call("checkAccess");
      const permissions = PERMISSIONS.map((each) => ({
        id: each.id,
        module: each.module,
        permission: each.permission,
        level: each.level,
        ok: each.checkable ? !psa.missing.has(each.id) : null,
      }));
      return { ok: permissions.every((each) => each.ok !== false), permissions };
    },
    searchProducts: async ({ search = "", cursor = "0", limit = 50 }) => {
      await call("searchProducts");
      const from = Number(cursor);
      const found = psa.products.filter((product) => product.active && product.allowedOnAgreement && product.identifier.includes(search));
      const items = found.slice(from, from + limit);
      return { items, ...(from + limit < found.length ? { nextCursor: String(from + limit) } : {}) };
    },
    readProducts: async (ids) => {
      await call("readProducts");
      return byId(psa.products, ids);
    },
    searchCompanies: async ({ search }) => {
      await call("searchCompanies");
      return psa.companies.filter((company) => company.name.toLowerCase().includes(search.toLowerCase()));
    },
    // All of them: what a provider brings beside what was asked for must do no harm.
    matchCompanies: async () => {
      await call("matchCompanies");
      return [...psa.companies];
    },
    readCompanies: async (ids) => {
      await call("readCompanies");
      return byId(psa.companies, ids);
    },
    listAgreements: async (companyId) => {
      await call("listAgreements");
      return psa.agreements.filter((each) => each.companyId === companyId);
    },
    readAgreements: async (ids) => {
      await call("readAgreements");
      return byId(psa.agreements, ids);
    },
    async *readLines(ids) {
      await call("readLines");
      yield* ids.map((agreementId) => ({ agreementId, lines: [] }));
    },
    setQuantity: async ({ line, quantity }) => {
      await call("setQuantity");
      return { lineId: line.id, quantity };
    },
    addLine: async ({ quantity }) => {
      await call("addLine");
      return { lineId: "1", quantity };
    },
  };
}

export function agreement(given: Partial<Agreement> & Pick<Agreement, "id" | "companyId" | "companyName">): Agreement {
  return {
    name: `Contract ${given.id}`,
    type: "Managed Services",
    state: "active",
    endsOn: null,
    billingStartsOn: null,
    nextInvoiceOn: "2026-04-01",
    ...given,
  };
}

function permission(id: string, given: Omit<PermissionDefinition, "id" | "why" | "neededFor">): PermissionDefinition {
  return { id, why: "So that quantities can be compared.", neededFor: "Every run.", ...given };
}
