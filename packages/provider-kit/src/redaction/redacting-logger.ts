import type { ProviderLogger } from "@integrations/core";
import type { Redactor } from "./redactor.ts";

/** A logger that adds fields to every line and takes secrets out of it, message included. */
export function redactingLogger(logger: ProviderLogger, redactor: Redactor, fields: Readonly<Record<string, unknown>>): ProviderLogger {
  const clean = (own: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    redactor.deep({ ...fields, ...own }) as Record<string, unknown>;
  return {
    debug: (own, message) => logger.debug(clean(own), redactor.text(message)),
    info: (own, message) => logger.info(clean(own), redactor.text(message)),
    warn: (own, message) => logger.warn(clean(own), redactor.text(message)),
  };
}
