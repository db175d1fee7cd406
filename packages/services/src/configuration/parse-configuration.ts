import type { Provider } from "@integrations/core";
import type { z } from "zod";
import { parseEnvironment, type Environment } from "./parse-environment.ts";
import { providerSettings } from "./provider-settings.ts";
import {
  credentialsSettings,
  databaseSettings,
  logSettings,
  metricsSettings,
  nightlySettings,
  noticeSettings,
  outboundSettings,
} from "./settings.ts";

/**
 * What each kind of process needs; `own` is what only that app knows of, such as the server's port.
 *
 * @example parseConfiguration(process.env, { needs: "server", providers: PROVIDERS, own: serverSettings })
 * @throws ConfigurationError naming all that is wrong
 */
export function parseConfiguration<Own = object>(
  env: Environment,
  options: { readonly needs: "server"; readonly providers: readonly Provider[]; readonly own: z.ZodType<Own> },
): ServerConfiguration & Own;
export function parseConfiguration(
  env: Environment,
  options: { readonly needs: "worker"; readonly providers: readonly Provider[] },
): WorkerConfiguration;
export function parseConfiguration(env: Environment, options: { readonly needs: "migrate" }): MigrateConfiguration;
export function parseConfiguration(env: Environment, options: { readonly needs: "credentials" }): CredentialsConfiguration;
export function parseConfiguration(env: Environment, options: Options): MigrateConfiguration {
  const base = { database: databaseSettings, log: logSettings };
  if (options.needs === "migrate") {
    const { database, log } = parseEnvironment(env, base);
    return { ...database, ...log };
  }
  if (options.needs === "credentials") {
    const { database, log, credentials } = parseEnvironment(env, { ...base, credentials: credentialsSettings });
    const configuration: CredentialsConfiguration = { ...database, ...log, ...credentials };
    return configuration;
  }
  const parts = {
    ...base,
    credentials: credentialsSettings,
    access: outboundSettings,
    told: noticeSettings,
    providerEnvironments: providerSettings(options.providers),
  };
  if (options.needs === "worker") {
    const own = { nightly: nightlySettings, metrics: metricsSettings };
    const { database, log, credentials, access, told, nightly, metrics, providerEnvironments } = parseEnvironment(env, {
      ...parts,
      ...own,
    });
    const worker: WorkerConfiguration = {
      ...database,
      ...log,
      ...credentials,
      ...access,
      ...told,
      ...nightly,
      ...metrics,
      providerEnvironments,
    };
    return worker;
  }
  const { database, log, credentials, access, told, own, providerEnvironments } = parseEnvironment(env, { ...parts, own: options.own });
  const server: ServerConfiguration = { ...database, ...log, ...credentials, ...access, ...told, ...(own as object), providerEnvironments };
  return server;
}

type Options =
  | { readonly needs: "migrate" }
  | { readonly needs: "credentials" }
  | { readonly needs: "worker"; readonly providers: readonly Provider[] }
  | { readonly needs: "server"; readonly providers: readonly Provider[]; readonly own: z.ZodType };

export type MigrateConfiguration = z.output<typeof databaseSettings> & z.output<typeof logSettings>;

/** What it takes to read stored credentials. */
export type CredentialsConfiguration = MigrateConfiguration & z.output<typeof credentialsSettings>;

/** What server and worker have in common. */
export type ServerConfiguration = CredentialsConfiguration &
  z.output<typeof outboundSettings> &
  z.output<typeof noticeSettings> & { readonly providerEnvironments: z.output<ReturnType<typeof providerSettings>> };

export type WorkerConfiguration = ServerConfiguration & z.output<typeof nightlySettings> & z.output<typeof metricsSettings>;
