import type { Provider } from "@integrations/core";
import type { Database } from "@integrations/database";
import { createProviderRuntime, systemClock, type ProviderRuntime } from "@integrations/provider-kit";
import {
  createJoseVault,
  createProviderRegistry,
  type NoticeSettings,
  type ServerConfiguration,
  type ServiceContext,
  type ServiceLogger,
} from "@integrations/services";

export interface Composition {
  readonly database: Database;
  readonly logger: ServiceLogger;
  readonly providers: readonly Provider[];
  readonly onCall?: Parameters<typeof createProviderRuntime>[0]["onCall"];
}

export interface ComposedServices {
  readonly services: ServiceContext;
  /** What can be said about notices, which the worker sends. */
  readonly notices: NoticeSettings;
  /** The way out to providers; to be closed at the end. */
  readonly runtime: ProviderRuntime;
}

/** Puts together what every use case may use. */
export function composeServices(
  configuration: Pick<ServerConfiguration, "credentialsKeys" | "notices" | "outboundAllow" | "providerEnvironments">,
  { database, logger, providers, onCall }: Composition,
): ComposedServices {
  const runtime = createProviderRuntime({
    outboundAllow: configuration.outboundAllow,
    logger,
    clock: systemClock,
    ...(onCall === undefined ? {} : { onCall }),
  });
  const services: ServiceContext = {
    database,
    clock: systemClock,
    logger,
    providers: createProviderRegistry(providers),
    vault: createJoseVault(configuration.credentialsKeys),
    host: {
      contextFor: ({ provider, connectionId, limits, memory, secrets, ca, signal, patience }) =>
        runtime.contextFor({
          provider,
          environment: configuration.providerEnvironments.get(provider.id),
          connection: { id: connectionId, limits, memory, secrets, ca },
          signal,
          patience,
        }),
    },
  };
  const notices: NoticeSettings = { sendsMail: configuration.notices.smtpUrl !== null, refusalOfUrl: (url) => runtime.refusalOf(url) };
  return { services, notices, runtime };
}
