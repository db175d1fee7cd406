import type { ProviderLogger } from "@integrations/core";

export interface LoggedLine {
  readonly level: "debug" | "info" | "warn";
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** Keeps every line for a test to look at. */
export interface TestLogger extends ProviderLogger {
  readonly lines: LoggedLine[];
}

export function createTestLogger(): TestLogger {
  const lines: LoggedLine[] = [];
  const keep =
    (level: LoggedLine["level"]) =>
    (fields: Readonly<Record<string, unknown>>, message: string): void => {
      lines.push({ level, fields, message });
    };
  return { lines, debug: keep("debug"), info: keep("info"), warn: keep("warn") };
}
