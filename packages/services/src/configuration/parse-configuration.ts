import type { Provider } from "@integrations/core";
import type { z } from "zod";
import { parseEnvironment, type Environment } from "./parse-environment.ts";
import { providerSettings } from "./provider-settings.ts";
import { databaseSettings, logSettings, metricsSettings, nightlySettings, providerAccessSettings } from "./settings.ts";

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
export function parseConfiguration(env: Environment, options: Options): MigrateConfiguration {
  const base = { database: databaseSettings, log: logSettings };
  if (options.needs === "migrate") {
    const { database, log } = parseEnvironment(env, base);
    return { ...database, ...log };
  }
  const parts = { ...base, access: providerAccessSettings, providerEnvironments: providerSettings(options.providers) };
  if (options.needs === "worker") {
    const own = { nightly: nightlySettings, metrics: metricsSettings };
    const { database, log, access, nightly, metrics, providerEnvironments } = parseEnvironment(env, { ...parts, ...own });
    const worker: WorkerConfiguration = { ...database, ...log, ...access, ...nightly, ...metrics, providerEnvironments };
    return worker;
  }
  const { database, log, access, own, providerEnvironments } = parseEnvironment(env, { ...parts, own: options.own });
  const server: ServerConfiguration = { ...database, ...log, ...access, ...(own as object), providerEnvironments };
  return server;
}

type Options =
  | { readonly needs: "migrate" }
  | { readonly needs: "worker"; readonly providers: readonly Provider[] }
  | { readonly needs: "server"; readonly providers: readonly Provider[]; readonly own: z.ZodType };

export type MigrateConfiguration = z.output<typeof databaseSettings> & z.output<typeof logSettings>;

/** What server and worker have in common. */
export type ServerConfiguration = MigrateConfiguration &
  z.output<typeof providerAccessSettings> & { readonly providerEnvironments: z.output<ReturnType<typeof providerSettings>> };

export type WorkerConfiguration = ServerConfiguration & z.output<typeof nightlySettings> & z.output<typeof metricsSettings>;
