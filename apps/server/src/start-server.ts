import type { Provider } from "@integrations/core";
import { createDatabase } from "@integrations/database";
import { nextNightAt } from "@integrations/jobs";
import { createMeter, observeProviderCall, watchPool } from "@integrations/metrics";
import type { ServerConfiguration } from "@integrations/services";
import type { Logger } from "pino";
import { createTokenVerifier } from "./auth/token-verifier.ts";
import { composeServices } from "./compose-services.ts";
import type { ServerSettings } from "./configuration/server-settings.ts";
import { createApp } from "./http/create-app.ts";
import { HELP_DIST } from "./http/help-site.ts";
import { WEB_DIST } from "./http/web-ui.ts";

export interface ServerOptions {
  readonly configuration: ServerConfiguration & ServerSettings;
  readonly providers: readonly Provider[];
  readonly logger: Logger;
  /** Folder of the built web UI; where it has none, the API is served alone. */
  readonly webDist?: string;
  /** Folder of the built help site; where it has none, there is none. */
  readonly helpDist?: string;
}

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Answers what is under way, then lets go of everything. */
  close(): Promise<void>;
}

/** Starts to listen. Neither the database nor the sign-in provider need be there yet; `/readyz` tells about the former. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { configuration, providers, logger, webDist = WEB_DIST, helpDist = HELP_DIST } = options;
  const meter = createMeter("server");
  const database = createDatabase({
    url: configuration.databaseUrl,
    applicationName: "integrations-server",
    role: "server",
    onIdleError: (error) => logger.warn({ err: error }, "a database connection was lost"),
  });
  watchPool(meter, database.pool);
  const { services, notices, runtime } = composeServices(configuration, {
    database,
    logger,
    providers,
    onCall: (call) => observeProviderCall(meter, call),
  });
  let isStopping = false;
  const app = await createApp({
    settings: configuration,
    services,
    notices,
    database,
    verifier: createTokenVerifier(configuration.oidc),
    meter,
    logger,
    webDist,
    helpDist,
    nextNightAt: rememberNight(configuration.nightlyCron),
    isStopping: () => isStopping,
  });
  let closing: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    isStopping = true;
    await app.close();
    await runtime.close();
    await database.close();
  };
  const close = (): Promise<void> => (closing ??= stop());
  try {
    return { url: await app.listen({ port: configuration.port, host: configuration.host }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Looking through the calendar is not for every request. */
function rememberNight(pattern: string): (now: Date) => Date | null {
  let next: Date | null | undefined;
  return (now) => {
    if (next === undefined || (next !== null && next <= now)) next = nextNightAt(pattern, now);
    return next;
  };
}
