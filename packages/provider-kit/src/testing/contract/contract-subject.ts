import type { ConnectionConfig, LocalDate, Provider } from "@integrations/core";

/**
 * A provider and the simulator that stands in for the outside system, as the contract suite needs them. A plugin's test
 * writes one of these and calls `describeProviderContract` with it.
 */
export interface ContractSubject {
  readonly provider: Provider;
  /** A new, separate world with this content. Closed after each rule. */
  open(content: ContractContent): Promise<ContractWorld>;
}

/** What a world holds, in nobody's terms. Keys are the suite's; ids are the provider's own. */
export interface ContractContent {
  readonly products: readonly ContractProduct[];
  /** `website` matters only to a provider with the capability `matchCompanies`. */
  readonly companies: ReadonlyArray<{ readonly key: string; readonly name: string; readonly website?: string }>;
  readonly agreements: ReadonlyArray<{ readonly key: string; readonly company: string; readonly ended?: boolean }>;
  readonly lines: readonly ContractContentLine[];
}

export interface ContractProduct {
  readonly key: string;
  readonly identifier: string;
  readonly description: string;
  readonly active?: boolean;
  readonly allowedOnAgreement?: boolean;
}

export interface ContractContentLine {
  readonly key: string;
  readonly agreement: string;
  readonly product: string;
  readonly quantity: number;
  readonly cancelledOn?: LocalDate;
}

export interface ContractWorld {
  /** What `provider.environment` is parsed from. */
  readonly environment: Readonly<Record<string, string>>;
  readonly outboundAllow: readonly string[];
  readonly config: ConnectionConfig;
  /** Configs that must not get in, by what is wrong with them. */
  readonly refusedConfigs: Readonly<Record<string, ConnectionConfig>>;
  /** The provider's id of something in the content. */
  idOf(key: string): string;
  /** What an agreement really holds, seen past the API. */
  linesOf(agreementKey: string): Promise<readonly WorldLine[]>;
  readonly person: ContractPerson;
  /** Takes a permission (by its declared id) from the keys. */
  deny(permissionId: string): Promise<void>;
  fault(fault: ContractFault): Promise<void>;
  /** Every request received so far. */
  requests(): Promise<readonly WorldRequest[]>;
  close(): Promise<void>;
}

export interface WorldLine {
  readonly id: string;
  readonly productId: string;
  readonly quantity: number;
}

/** What somebody does at the provider's own screen meanwhile. */
export interface ContractPerson {
  cancelLine(lineKey: string, on: LocalDate): Promise<void>;
  deleteLine(lineKey: string): Promise<void>;
  addProduct(product: Omit<ContractProduct, "key">): Promise<void>;
}

/**
 * - `rate_limited`   asks to slow down
 * - `server_fault`   a passing fault of the server
 * - `reset_before`   the connection breaks, nothing happened
 * - `reset_after`    the connection breaks after the effect
 * - `silent_after`   no answer at all, after the effect
 * - `garbled`        half an answer
 * - `web_page`       a web page instead of data
 * - `refused_keys`   the keys are no longer accepted; the answer repeats whatever secrets the request held
 * - `refused_echo`   the request is refused; the answer repeats whatever secrets the request held
 */
export const CONTRACT_FAULTS = [
  "rate_limited",
  "server_fault",
  "reset_before",
  "reset_after",
  "silent_after",
  "garbled",
  "web_page",
  "refused_keys",
  "refused_echo",
] as const;

export interface ContractFault {
  readonly kind: (typeof CONTRACT_FAULTS)[number];
  readonly on: "read" | "write";
  /** How often it happens; for ever where absent. */
  readonly times?: number;
}

export interface WorldRequest {
  readonly write: boolean;
  /** Path, headers and body as they came, for a search in them. */
  readonly text: string;
}
