import { createHash } from "node:crypto";
import type { LocalDate } from "@integrations/core";

/**
 * How long a connection waits after the beginning of the night, in milliseconds: from 0 to below the window, evenly spread
 * over the connections, another one each night, and the same whoever computes it and however often.
 */
export function spreadDelayMs(connectionId: string, night: LocalDate, windowMinutes: number): number {
  const hash = createHash("sha256").update(`${night} ${connectionId}`).digest();
  const share = hash.readUIntBE(0, 6) / 2 ** 48;
  return Math.floor(share * windowMinutes * 60_000);
}
