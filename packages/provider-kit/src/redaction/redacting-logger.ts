import type { ProviderLogger } from "@integrations/core";
import type { Redactor } from "./redactor.ts";

/** A logger that adds fields to every line and takes secrets out of it, message included. */
export function redactingLogger(logger: ProviderLogger, redactor: Redactor, fields: Readonly<Record<string, unknown>>): ProviderLogger {
  const isLevelEnabled = (level: Level): boolean => logger.isLevelEnabled?.(level) ?? true;
  const log = (level: Level, own: Readonly<Record<string, unknown>>, message: string): void => {
    if (isLevelEnabled(level)) logger[level](redactor.deep({ ...fields, ...own }) as Record<string, unknown>, redactor.text(message));
  };
  return {
    debug: (own, message) => log("debug", own, message),
    info: (own, message) => log("info", own, message),
    warn: (own, message) => log("warn", own, message),
    isLevelEnabled,
  };
}

type Level = "debug" | "info" | "warn";
