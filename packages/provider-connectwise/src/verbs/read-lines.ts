import { ProviderError, type AgreementLines } from "@integrations/core";
import { mapConcurrently } from "@integrations/provider-kit";
import type { ConnectWiseApi } from "../wire/api.ts";
import { recordId } from "../wire/ids.ts";
import { listAll } from "../wire/list.ts";
import { ADDITION_FIELDS, additionRows } from "../wire/rows.ts";
import { toLine } from "../wire/to-domain.ts";

/** Trouble of the site as a whole shows as one agreement after another failing, each after all its tries. */
const SITE_IS_DOWN_AFTER = 20;

/**
 * The lines of each agreement: one call for each, since no call lists additions across agreements (V). Quantities at
 * ConnectWise have no date of their own, so that the day asked for makes no difference.
 * @param concurrency agreements under way at once, and results waiting to be taken
 */
export async function* readLines(
  api: ConnectWiseApi,
  agreementIds: readonly string[],
  concurrency: number,
): AsyncGenerator<AgreementLines, void, undefined> {
  if (agreementIds.length === 0) return;
  // A site that cannot be found is no trouble of a single agreement.
  await api.locator.current();
  let failures = 0;
  for await (const result of mapConcurrently(new Set(agreementIds), concurrency, (id) => readOne(api, id))) {
    failures = result.error !== undefined && isOfTheSite(result.error) ? failures + 1 : 0;
    if (result.error !== undefined && failures >= SITE_IS_DOWN_AFTER) throw result.error;
    yield result;
  }
}

async function readOne(api: ConnectWiseApi, agreementId: string): Promise<AgreementLines> {
  try {
    const path = `finance/agreements/${recordId(agreementId, "agreement")}/additions`;
    const rows = await listAll(api, { path, rows: additionRows, fields: ADDITION_FIELDS, ofRecord: true });
    return { agreementId, lines: rows.map((row) => toLine(row, agreementId)) };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code === "credentials_refused") throw error;
    return { agreementId, error };
  }
}

function isOfTheSite(error: ProviderError): boolean {
  return error.code === "unavailable" || error.code === "timeout" || error.code === "rate_limited";
}
