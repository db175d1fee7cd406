import { PROVIDERS } from "@integrations/providers";
import { ConfigurationError, parseConfiguration } from "@integrations/services";
import { serverSettings } from "./configuration/server-settings.ts";
import { createLogger } from "./logging/create-logger.ts";
import { startServer } from "./start-server.ts";

/** Longer than any procedure takes. */
const GRACE_MS = 60_000;

await main();

async function main(): Promise<void> {
  const configuration = readConfiguration();
  if (configuration === undefined) return;
  const logger = createLogger({ level: configuration.logLevel, providers: PROVIDERS });
  const fail = (error: unknown, message: string): void => {
    logger.fatal({ err: error }, message);
    process.exitCode = 1;
  };
  try {
    const server = await startServer({ configuration, providers: PROVIDERS, logger });
    stopOnSignal(async (signal) => {
      logger.info({ signal }, "stopping");
      await server.close().catch((error: unknown) => fail(error, "could not stop in order"));
      logger.info("stopped");
    });
  } catch (error) {
    fail(error, "could not start");
  }
}

function readConfiguration() {
  try {
    return parseConfiguration(process.env, { needs: "server", providers: PROVIDERS, own: serverSettings });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return undefined;
  }
}

function stopOnSignal(stop: (signal: string) => Promise<void>): void {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      // What still runs after this time is broken off; it does not keep the process alive by itself.
      setTimeout(() => process.exit(1), GRACE_MS).unref();
      void stop(signal);
    });
  }
}
