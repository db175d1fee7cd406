/** `pnpm worker`: carries out nights and runs until it is told to end. Any number of them may share a database. */
import { PROVIDERS } from "@integrations/providers";
import { parseConfiguration } from "@integrations/services";
import { compose } from "./compose.ts";
import { startMetricsListener } from "./metrics/metrics-listener.ts";
import { createLogger } from "./process/create-logger.ts";
import { onTermination } from "./process/on-termination.ts";
import { requireDatabase } from "./process/require-database.ts";
import { runCommand } from "./process/run-command.ts";
import { startWorker } from "./start-worker.ts";

await runCommand(async () => {
  const configuration = parseConfiguration(process.env, { needs: "worker", providers: PROVIDERS });
  const logger = createLogger(configuration.logLevel);
  const termination = onTermination();
  const parts = compose(configuration, logger);
  const listener = configuration.metrics === null ? null : await startMetricsListener(parts.meter, configuration.metrics);
  try {
    await requireDatabase(parts.database);
    const worker = await startWorker(parts, { does: "everything" });
    const { nightlyCron, nightlyWindowMinutes, workerConcurrency } = configuration;
    logger.info({ nightlyCron, nightlyWindowMinutes, workerConcurrency, metrics: listener?.url ?? null }, "worker started");
    if (configuration.notices.smtpUrl === null) logger.warn("SMTP_URL is not set: no notices are sent by e-mail");
    const asked = new Promise<void>((resolve) => {
      if (termination.signal.aborted) resolve();
      termination.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([asked, worker.ended]);
    if (!termination.signal.aborted) {
      logger.error("the worker ended by itself");
      return 1;
    }
    logger.info("worker ends: its runs go to others");
    await worker.stop();
    return 0;
  } finally {
    termination.release();
    await listener?.close();
    await parts.close();
  }
});
