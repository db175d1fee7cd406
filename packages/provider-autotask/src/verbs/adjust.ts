import type { LocalDate } from "@integrations/core";
import { readJson } from "@integrations/provider-kit";
import { z } from "zod";
import type { AutotaskApi } from "../wire/api.ts";

/** An adjustment of a line that is there, or of a service that may not be on the contract yet (V). */
export interface Adjustment {
  readonly contractId: number;
  readonly of: { readonly contractServiceID: number } | { readonly serviceID: number };
  readonly effectiveOn: LocalDate;
  readonly unitChange: number;
}

/** The answer names nothing, not even what was made (C). */
const created = readJson(z.object({ itemId: z.number().nullish() }), "the answer to an adjustment");

/**
 * Sends one adjustment, once: units and a date, and nothing about money. `allowRepeatService` is left out, so that a service does
 * not get onto a contract twice (C).
 */
export async function adjust(api: AutotaskApi, { contractId, of, effectiveOn, unitChange }: Adjustment): Promise<void> {
  await api.send({
    method: "POST",
    path: `Contracts/${contractId}/ServiceAdjustments`,
    body: { contractID: contractId, ...of, effectiveDate: effectiveOn, unitChange },
    readOnly: false,
    read: created,
  });
}
