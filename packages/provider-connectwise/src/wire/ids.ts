import { ProviderError } from "@integrations/core";

/** Ids are 32-bit integers above 0 (V); anything else names nothing, and never reaches a path or a condition. */
export function isRecordId(id: string): boolean {
  return /^[1-9][0-9]{0,9}$/.test(id) && Number(id) <= 2_147_483_647;
}

/** @throws ProviderError `not_found` for an id ConnectWise cannot have given */
export function recordId(id: string, what: string): number {
  if (!isRecordId(id)) throw new ProviderError({ code: "not_found", message: `There is no ${what} with this id.` });
  return Number(id);
}
