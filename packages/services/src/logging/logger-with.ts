import type { ProviderLogger } from "@integrations/core";

/** A logger that adds these fields to every line. */
export function loggerWith(logger: ProviderLogger, fields: Readonly<Record<string, unknown>>): ProviderLogger {
  return {
    debug: (own, message) => logger.debug({ ...fields, ...own }, message),
    info: (own, message) => logger.info({ ...fields, ...own }, message),
    warn: (own, message) => logger.warn({ ...fields, ...own }, message),
    isLevelEnabled: (level) => logger.isLevelEnabled?.(level) ?? true,
  };
}
