import {
  ProviderError,
  type AgreementLines,
  type ConnectionConfig,
  type PermissionDefinition,
  type ProviderContext,
  type ProviderSession,
} from "@integrations/core";
import type { MemoryAccount } from "./memory-account.ts";
import { createMemoryCaller } from "./memory-caller.ts";

/** The verbs over an account in memory, with the care a real provider owes its callers. */
export function memorySession(
  config: ConnectionConfig,
  context: ProviderContext,
  accounts: ReadonlyMap<string, MemoryAccount>,
  permissions: readonly PermissionDefinition[],
): ProviderSession {
  const call = createMemoryCaller(config, context, accounts);

  return {
    checkAccess: () =>
      call({ verb: "checkAccess", input: {} }, (account) => {
        const results = permissions.map(({ id, module, permission, level, checkable }) => ({
          id,
          module,
          permission,
          level,
          ok: checkable ? !account.missingPermissions.has(id) : null,
        }));
        const required = new Set(permissions.filter((each) => each.required).map((each) => each.id));
        return { ok: results.every((each) => each.ok !== false || !required.has(each.id)), permissions: results };
      }),

    searchProducts: (query) =>
      call({ verb: "searchProducts", input: query, permission: "read-items" }, (account) => {
        const found = [...account.products.values()]
          .filter((product) => product.active && product.allowedOnAgreement)
          .filter((product) => contains(product.identifier, query.search) || contains(product.description, query.search))
          .toSorted((first, second) => compareIds(first.id, second.id))
          .filter((product) => query.cursor === undefined || compareIds(product.id, query.cursor) > 0);
        const items = found.slice(0, query.limit ?? 50);
        const last = items.at(-1);
        return last === undefined || items.length === found.length ? { items } : { items, nextCursor: last.id };
      }),

    readProducts: (ids) => call({ verb: "readProducts", input: ids, permission: "read-items" }, (account) => byIds(account.products, ids)),

    searchCompanies: (query) =>
      call({ verb: "searchCompanies", input: query, permission: "read-clients" }, (account) =>
        [...account.companies.values()]
          .filter((company) => contains(company.name, query.search) || contains(company.identifier, query.search))
          .slice(0, query.limit ?? 50),
      ),

    matchCompanies: (query) =>
      call({ verb: "matchCompanies", input: query, permission: "read-clients" }, (account) =>
        [...account.companies.values()]
          .map((company) => ({ ...company, domains: domainsOf(account.websites.get(company.id)) }))
          .filter(
            ({ name, domains }) =>
              domains.some((domain) => query.domains.includes(domain)) ||
              query.names.some((each) => each.toLowerCase() === name.toLowerCase()),
          ),
      ),

    readCompanies: (ids) =>
      call({ verb: "readCompanies", input: ids, permission: "read-clients" }, (account) => byIds(account.companies, ids)),

    listAgreements: (companyId) =>
      call({ verb: "listAgreements", input: companyId, permission: "read-contracts" }, (account) =>
        [...account.agreements.values()].filter((agreement) => agreement.companyId === companyId),
      ),

    readAgreements: (ids) =>
      call({ verb: "readAgreements", input: ids, permission: "read-contracts" }, (account) => byIds(account.agreements, ids)),

    async *readLines(agreementIds, options) {
      for (const agreementId of new Set(agreementIds)) {
        let result: AgreementLines;
        try {
          const lines = await call({ verb: "readLines", input: { agreementId, ...options }, permission: "read-contracts" }, (account) => {
            if (!account.agreements.has(agreementId)) throw gone("contract");
            return account.linesOf(agreementId);
          });
          result = { agreementId, lines };
        } catch (error) {
          if (!(error instanceof ProviderError) || error.code === "credentials_refused") throw error;
          result = { agreementId, error };
        }
        yield result;
      }
    },

    async setQuantity({ line, quantity, asOf }) {
      requireWhole(quantity);
      return call({ verb: "setQuantity", input: { line, quantity, asOf }, permission: "write-contracts" }, (account) => {
        const current = account.lines.get(line.id);
        if (current === undefined) throw gone("position");
        if (current.cancelledOn !== null && current.cancelledOn <= asOf) {
          throw new ProviderError({ code: "conflict", message: "The position was cancelled meanwhile." });
        }
        account.editLine(line.id, { quantity });
        return { lineId: line.id, quantity };
      });
    },

    async addLine({ agreement, productId, quantity, effectiveOn }) {
      requireWhole(quantity);
      const input = { agreement, productId, quantity, effectiveOn };
      return call({ verb: "addLine", input, permission: "write-contracts", once: true }, (account) => {
        if (!account.agreements.has(agreement.id)) throw gone("contract");
        if (!account.products.has(productId)) throw gone("item");
        const line = account.addLine({ agreementId: agreement.id, productId, quantity, effectiveOn });
        return { lineId: line.id, quantity };
      });
    },
  };
}

function domainsOf(website: string | undefined): string[] {
  const host = website === undefined ? "" : new URL(website.includes("://") ? website : `https://${website}`).hostname;
  return host === "" ? [] : [host.replace(/^www\./, "")];
}

function byIds<Row>(rows: ReadonlyMap<string, Row>, ids: readonly string[]): Row[] {
  return [...new Set(ids)].flatMap((id) => {
    const row = rows.get(id);
    return row === undefined ? [] : [row];
  });
}

function contains(text: string, search: string | undefined): boolean {
  return text.toLowerCase().includes((search ?? "").trim().toLowerCase());
}

function compareIds(first: string, second: string): number {
  return first.localeCompare(second, "en", { numeric: true });
}

function requireWhole(quantity: number): void {
  if (Number.isSafeInteger(quantity) && quantity >= 0) return;
  throw new ProviderError({ code: "rejected", reason: "invalid_input", message: "Only whole quantities from 0 on can be written." });
}

function gone(what: string): ProviderError {
  return new ProviderError({ code: "not_found", message: `There is no such ${what}.` });
}
