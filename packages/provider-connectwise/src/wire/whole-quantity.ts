import { ProviderError } from "@integrations/core";

/**
 * A quantity fit to be written.
 * @throws ProviderError `rejected` before anything is sent, for what no count can be
 */
export function wholeQuantity(quantity: number): number {
  if (Number.isSafeInteger(quantity) && quantity >= 0) return quantity;
  const detail = "Only whole quantities from 0 on can be written.";
  throw new ProviderError({ code: "rejected", reason: "invalid_input", message: detail, detail });
}
