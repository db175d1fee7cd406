import type { Behaviour } from "../tenant/behaviour.ts";

/**
 * Fields that are decimals at ConnectWise. Inside a JSON string a quote is escaped, so that this pattern can only meet a
 * field's name.
 */
const WHOLE_DECIMALS =
  /"(quantity|lessIncluded|unitPrice|unitCost|billedQuantity|extPrice|extCost|margin|price|cost|billAmount)":(-?\d+)(?=[,}])/g;

/** JSON as the server writes it: `2.00` where it keeps decimals. */
export function writeJson(value: unknown, decimals: Behaviour["decimals"]): string {
  const json = JSON.stringify(value);
  return decimals === "two" ? json.replaceAll(WHOLE_DECIMALS, '"$1":$2.00') : json;
}
