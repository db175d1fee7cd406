import { ProviderError, type Provider, type ProviderErrorOptions } from "@integrations/core";
import type { MemoryAccount, MemoryVerb } from "../memory-provider/memory-account.ts";
import { createMemoryProvider } from "../memory-provider/memory-provider.ts";
import type { ContractContent, ContractFault, ContractSubject, ContractWorld } from "./contract-subject.ts";

const READS: readonly MemoryVerb[] = [
  "checkAccess",
  "searchProducts",
  "readProducts",
  "searchCompanies",
  "matchCompanies",
  "readCompanies",
  "listAgreements",
  "readAgreements",
  "readLines",
];
const WRITES: readonly MemoryVerb[] = ["setQuantity", "addLine"];

/** The provider in memory as a subject of the contract suite: the suite itself is tested with it, and with broken copies of it. All its worlds are one account: make a new one for each. */
export function memorySubject(alter: (provider: Provider, account: MemoryAccount) => Provider = (provider) => provider): ContractSubject {
  const memory = createMemoryProvider();
  const account = memory.account("contract");
  return { provider: alter(memory.provider, account), open: async (content) => openWorld(memory.configFor("contract"), account, content) };
}

function openWorld(config: ContractWorld["config"], account: MemoryAccount, content: ContractContent): ContractWorld {
  const ids = fill(account, content);
  const idOf = (key: string): string => ids.get(key) ?? key;
  return {
    environment: {},
    outboundAllow: [],
    config,
    refusedConfigs: { "a wrong token": { ...config, apiToken: "wrong-token" }, "an unknown account": { ...config, account: "nobody" } },
    idOf,
    linesOf: async (key) => account.linesOf(idOf(key)),
    person: {
      cancelLine: async (key, on) => void account.cancelLine(idOf(key), on),
      deleteLine: async (key) => void account.lines.delete(idOf(key)),
      addProduct: async (product) => void account.addProduct(product),
    },
    deny: async (permissionId) => void account.missingPermissions.add(permissionId),
    fault: async (fault) => order(account, fault),
    requests: async () => account.calls.map(({ verb, input }) => ({ write: WRITES.includes(verb), text: JSON.stringify(input) })),
    close: async () => undefined,
  };
}

function fill(account: MemoryAccount, content: ContractContent): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const idOf = (key: string): string => ids.get(key) ?? "";
  for (const { key, ...product } of content.products) ids.set(key, account.addProduct(product).id);
  for (const { key, name, website } of content.companies) {
    const { id } = account.addCompany({ name });
    if (website !== undefined) account.websites.set(id, website);
    ids.set(key, id);
  }
  for (const { key, company, ended } of content.agreements) {
    ids.set(key, account.addAgreement({ companyId: idOf(company), state: ended === true ? "cancelled" : "active" }).id);
  }
  for (const { key, agreement, product, quantity, cancelledOn } of content.lines) {
    const line = { agreementId: idOf(agreement), productId: idOf(product), quantity, cancelledOn: cancelledOn ?? null };
    ids.set(key, account.addLine(line).id);
  }
  return ids;
}

function order(account: MemoryAccount, { kind, on, times }: ContractFault): void {
  const effect = on === "write" ? "unknown" : "none";
  const errors: Readonly<Record<ContractFault["kind"], ProviderErrorOptions & { readonly moment: "before" | "after" }>> = {
    rate_limited: { code: "rate_limited", message: "Slow down.", moment: "before" },
    server_fault: { code: "unavailable", message: "A fault.", effect, moment: "before" },
    reset_before: { code: "unavailable", message: "Broken off.", effect, moment: "before" },
    reset_after: { code: "unavailable", message: "Broken off.", effect, moment: "after" },
    silent_after: { code: "timeout", message: "No answer.", effect, moment: "after" },
    garbled: { code: "invalid_response", message: "Half an answer.", effect, moment: "after" },
    web_page: { code: "invalid_response", message: "A web page.", effect, moment: "after" },
    refused_keys: { code: "credentials_refused", message: `The token ${account.token} is not known.`, moment: "before" },
    refused_echo: { code: "rejected", message: "Refused.", detail: `You sent ${account.token}.`, moment: "before" },
  };
  const { moment, ...options } = errors[kind];
  if (kind === "silent_after") {
    // Silence lasts, so that an abort can come in between.
    const before = account.beforeCall;
    account.beforeCall = async (call, signal) => {
      await before(call, signal);
      await new Promise<void>((resolve) => {
        setTimeout(resolve, 5);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    };
  }
  for (const verb of on === "read" ? READS : WRITES) {
    account.disturb(verb, new ProviderError(options), { moment, times: times ?? Number.POSITIVE_INFINITY });
  }
}
