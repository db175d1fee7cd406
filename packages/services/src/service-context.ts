import type { Clock, Provider, ProviderContext, ProviderLogger, ProviderMemory, SiteLimits } from "@integrations/core";
import type { Database } from "@integrations/database";
import type { CredentialVault } from "./credentials/credential-vault.ts";

/** What every use case may use. Made once per process by the app. */
export interface ServiceContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: ServiceLogger;
  readonly providers: ProviderRegistry;
  readonly host: ProviderHost;
  readonly vault: CredentialVault;
}

/** The shape of pino's loggers. */
export interface ServiceLogger extends ProviderLogger {
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** The list of providers, with each one's parsed environment bound in by the app. */
export interface ProviderRegistry {
  readonly all: readonly Provider[];
  find(providerId: string): Provider | undefined;
}

/** Gives a session its way out: network, clock, limits. Made by the app over the provider kit. */
export interface ProviderHost {
  contextFor(request: ProviderContextRequest): ProviderContext;
}

export interface ProviderContextRequest {
  readonly provider: Provider;
  readonly connectionId: string;
  /** Overrides of the provider's own limits. */
  readonly limits: Partial<SiteLimits>;
  readonly memory: ProviderMemory;
  /** Taken out of everything that is logged, thrown or stored. */
  readonly secrets: readonly string[];
  /** Certificates (PEM) trusted beside the public ones, for this connection only. */
  readonly ca: readonly string[];
  readonly signal: AbortSignal;
  readonly patience: ProviderContext["patience"];
}
