import {
  ProviderError,
  type AgreementLines,
  type ConnectionConfig,
  type PermissionDefinition,
  type ProviderContext,
  type ProviderSession,
} from "@integrations/core";
import type { MemoryAccount, MemoryVerb } from "./memory-account.ts";

/** The verbs over an account in memory, with the care a real provider owes its callers. */
export function memorySession(
  config: ConnectionConfig,
  context: ProviderContext,
  accounts: ReadonlyMap<string, MemoryAccount>,
  permissions: readonly PermissionDefinition[],
): ProviderSession {
  const open = async (verb: MemoryVerb, input: unknown, permission: string): Promise<MemoryAccount> => {
    context.signal.throwIfAborted();
    const account = accounts.get(String(config["account"]));
    if (account === undefined || account.token !== config["apiToken"]) {
      throw new ProviderError({ code: "credentials_refused", message: "The token is not known." });
    }
    const call = { verb, input: structuredClone(input) };
    account.calls.push(call);
    await account.beforeCall(call);
    context.signal.throwIfAborted();
    account.stumble(verb, "before");
    if (permission !== "" && account.missingPermissions.has(permission)) {
      throw new ProviderError({ code: "permission_missing", message: `The right "${permission}" is missing.` });
    }
    return account;
  };
  const byIds = <Row>(rows: ReadonlyMap<string, Row>, ids: readonly string[]): Row[] =>
    [...new Set(ids)].flatMap((id) => {
      const row = rows.get(id);
      return row === undefined ? [] : [row];
    });

  return {
    async checkAccess() {
      const account = await open("checkAccess", {}, "");
      const results = permissions.map(({ id, module, permission, level, checkable }) => ({
        id,
        module,
        permission,
        level,
        ok: checkable ? !account.missingPermissions.has(id) : null,
      }));
      const required = new Set(permissions.filter((each) => each.required).map((each) => each.id));
      return { ok: results.every((each) => each.ok !== false || !required.has(each.id)), permissions: results };
    },

    async searchProducts(query) {
      const account = await open("searchProducts", query, "read-items");
      const after = query.cursor === undefined ? "" : query.cursor;
      const found = [...account.products.values()]
        .filter((product) => product.active && product.allowedOnAgreement)
        .filter((product) => contains(product.identifier, query.search) || contains(product.description, query.search))
        .toSorted((first, second) => compareIds(first.id, second.id))
        .filter((product) => after === "" || compareIds(product.id, after) > 0);
      const items = found.slice(0, query.limit ?? 50);
      const last = items.at(-1);
      return last === undefined || items.length === found.length ? { items } : { items, nextCursor: last.id };
    },

    async readProducts(ids) {
      const account = await open("readProducts", ids, "read-items");
      return byIds(account.products, ids);
    },

    async searchCompanies(query) {
      const account = await open("searchCompanies", query, "read-clients");
      return [...account.companies.values()]
        .filter((company) => contains(company.name, query.search) || contains(company.identifier, query.search))
        .slice(0, query.limit ?? 50);
    },

    async readCompanies(ids) {
      const account = await open("readCompanies", ids, "read-clients");
      return byIds(account.companies, ids);
    },

    async listAgreements(companyId) {
      const account = await open("listAgreements", companyId, "read-contracts");
      return [...account.agreements.values()].filter((agreement) => agreement.companyId === companyId);
    },

    async readAgreements(ids) {
      const account = await open("readAgreements", ids, "read-contracts");
      return byIds(account.agreements, ids);
    },

    async *readLines(agreementIds, options) {
      for (const agreementId of new Set(agreementIds)) {
        let result: AgreementLines;
        try {
          const account = await open("readLines", { agreementId, ...options }, "read-contracts");
          if (!account.agreements.has(agreementId)) throw gone("contract");
          result = { agreementId, lines: account.linesOf(agreementId) };
        } catch (error) {
          if (!(error instanceof ProviderError) || error.code === "credentials_refused") throw error;
          result = { agreementId, error };
        }
        yield result;
      }
    },

    async setQuantity({ line, quantity, asOf }) {
      const account = await open("setQuantity", { line, quantity, asOf }, "write-contracts");
      const current = account.lines.get(line.id);
      if (current === undefined) throw gone("position");
      account.editLine(line.id, { quantity: wholeQuantity(quantity) });
      account.stumble("setQuantity", "after");
      if (current.cancelledOn !== null && current.cancelledOn <= asOf) {
        throw new ProviderError({ code: "conflict", message: "The position was cancelled meanwhile.", effect: "unknown" });
      }
      return { lineId: line.id, quantity };
    },

    async addLine({ agreement, productId, quantity, effectiveOn }) {
      const account = await open("addLine", { agreement, productId, quantity, effectiveOn }, "write-contracts");
      if (!account.agreements.has(agreement.id)) throw gone("contract");
      if (!account.products.has(productId)) throw gone("item");
      const line = account.addLine({ agreementId: agreement.id, productId, quantity: wholeQuantity(quantity), effectiveOn });
      account.stumble("addLine", "after");
      return { lineId: line.id, quantity: line.quantity };
    },
  };
}

function contains(text: string, search: string | undefined): boolean {
  return text.toLowerCase().includes((search ?? "").trim().toLowerCase());
}

function compareIds(first: string, second: string): number {
  return first.localeCompare(second, "en", { numeric: true });
}

function wholeQuantity(quantity: number): number {
  if (Number.isSafeInteger(quantity) && quantity >= 0) return quantity;
  throw new ProviderError({ code: "rejected", reason: "invalid_input", message: "Only whole quantities from 0 on can be written." });
}

function gone(what: string): ProviderError {
  return new ProviderError({ code: "not_found", message: `There is no such ${what}.` });
}
