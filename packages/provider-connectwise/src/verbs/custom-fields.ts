import { ProviderError } from "@integrations/core";
import { readJson } from "@integrations/provider-kit";
import { z } from "zod";
import type { ConnectWiseApi } from "../wire/api.ts";

/**
 * Writes without custom fields, as ConnectWise documents it; where the site refuses that for their sake, writes again with
 * them, and from then on at once.
 */
export async function writeAsDemanded<Result>(
  { habits }: ConnectWiseApi,
  write: (withCustomFields: boolean) => Promise<Result>,
): Promise<Result> {
  if (habits.demandsCustomFields) return write(true);
  try {
    return await write(false);
  } catch (error) {
    if (!namesCustomFields(error)) throw error;
    habits.demandsCustomFields = true;
    return write(true);
  }
}

function namesCustomFields(error: unknown): boolean {
  return error instanceof ProviderError && error.code === "rejected" && /custom[\s_-]?fields?/i.test(error.detail ?? "");
}

const record = readJson(z.object({ customFields: z.array(z.unknown()).nullish() }), "an addition");

/** An addition's custom fields as they are, to be sent back unchanged. */
export async function readCustomFields(api: ConnectWiseApi, additionPath: string): Promise<unknown[]> {
  const found = await api.send({ method: "GET", path: additionPath, query: { fields: "id,customFields" }, read: record });
  return found.customFields ?? [];
}
