import { ProviderError } from "@integrations/core";

/** `unitChange` and `units` are 32-bit integers (V). */
const MAX_UNITS = 2_147_483_647;

/**
 * Units fit to be written.
 * @throws ProviderError `rejected` before anything is sent, for what no count can be
 */
export function wholeUnits(quantity: number): number {
  if (Number.isInteger(quantity) && quantity >= 0 && quantity <= MAX_UNITS) return quantity;
  const detail = `Autotask takes whole units from 0 to ${MAX_UNITS} only.`;
  throw new ProviderError({ code: "rejected", reason: "invalid_input", message: detail, detail });
}
