/** `pnpm nightly`: runs every active connection now, waits for the end, and prints what became of it. */
import { PROVIDERS } from "@integrations/providers";
import { parseConfiguration } from "@integrations/services";
import { pino } from "pino";
import { compose } from "./compose.ts";
import { runNight } from "./nightly/run-night.ts";
import { createLogger } from "./process/create-logger.ts";
import { onTermination } from "./process/on-termination.ts";
import { requireDatabase } from "./process/require-database.ts";
import { runCommand } from "./process/run-command.ts";

await runCommand(async () => {
  const configuration = parseConfiguration({ LOG_LEVEL: "warn", ...process.env }, { needs: "worker", providers: PROVIDERS });
  // The table is what this command says; its log goes beside it.
  const logger = createLogger(configuration.logLevel, pino.destination({ fd: 2, sync: true }));
  const termination = onTermination();
  const parts = compose(configuration, logger);
  try {
    await requireDatabase(parts.database);
    const night = await runNight(parts, { signal: termination.signal, print: (text) => console.log(text) });
    return night.failed > 0 || night.unfinished > 0 ? 1 : 0;
  } finally {
    termination.release();
    await parts.close();
  }
});
