import { defineProvider, type ConnectionConfig, type FieldDefinition, type PermissionDefinition, type Provider } from "@integrations/core";
import { z } from "zod";
import { MemoryAccount } from "./memory-account.ts";
import { memorySession } from "./memory-session.ts";

/** A second provider for tests: other fields, terms and permissions than ConnectWise's, and nothing behind it but memory. */
export interface MemoryProvider {
  readonly provider: Provider<Record<string, never>>;
  readonly accounts: ReadonlyMap<string, MemoryAccount>;
  /** Makes an account, or gives the one of that name. */
  account(name: string): MemoryAccount;
  /** A config that gets into the account. */
  configFor(name: string): ConnectionConfig;
}

const FIELDS: readonly FieldDefinition[] = [
  { key: "account", label: "Account", help: "The name of your account.", kind: "text", required: true, identity: true },
  { key: "apiToken", label: "API token", kind: "secret", required: true },
  { key: "useRegion", label: "Use another region", kind: "switch" },
  { key: "regionHost", label: "Region host", kind: "hostname", required: true, shownWhen: { field: "useRegion", equals: true } },
];

const PERMISSIONS: readonly PermissionDefinition[] = [
  permission("read-items", "Items", "Read", true, true),
  permission("read-clients", "Clients", "Read", true, true),
  permission("read-contracts", "Contracts", "Read", true, true),
  permission("write-contracts", "Contracts", "Write", true, false),
];

export function createMemoryProvider(options: { readonly id?: string; readonly name?: string } = {}): MemoryProvider {
  const accounts = new Map<string, MemoryAccount>();
  const account = (name: string): MemoryAccount => {
    const found = accounts.get(name) ?? new MemoryAccount(`token-of-${name}`);
    accounts.set(name, found);
    return found;
  };
  const provider = defineProvider<Record<string, never>>({
    id: options.id ?? "memory-books",
    contract: { from: "1.1", below: "2.0" },
    name: options.name ?? "Memory Books",
    logo: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path fill="currentColor" d="M8 8h24v24H8z"/></svg>',
    helpUrl: "/partners/memory-books",
    terms: {
      product: { one: "item", many: "items" },
      company: { one: "client", many: "clients" },
      agreement: { one: "contract", many: "contracts" },
      line: { one: "position", many: "positions" },
    },
    fields: FIELDS,
    permissions: PERMISSIONS,
    capabilities: ["addLine", "searchProducts", "searchCompanies", "matchCompanies"],
    environment: z.record(z.string(), z.unknown()).transform((): Record<string, never> => ({})),
    limits: { concurrency: 3, callsPerWindow: 1_000, windowMs: 60_000 },
    connect: (config, context) => memorySession(config, context, accounts, PERMISSIONS),
  });
  return { provider, accounts, account, configFor: (name) => ({ account: name, apiToken: account(name).token }) };
}

function permission(id: string, module: string, level: string, required: boolean, checkable: boolean): PermissionDefinition {
  return {
    id,
    module,
    permission: "Access",
    level,
    why: `To work with ${module.toLowerCase()}.`,
    neededFor: "everything",
    required,
    checkable,
  };
}
