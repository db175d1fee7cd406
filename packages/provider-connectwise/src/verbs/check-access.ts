import { ProviderError, type AccessReport } from "@integrations/core";
import { readJson } from "@integrations/provider-kit";
import { z } from "zod";
import { CONNECTWISE_PERMISSIONS, type ConnectWisePermissionId } from "../definition/permissions.ts";
import type { ConnectWiseApi } from "../wire/api.ts";

/** Agreements whose additions are tried: single ones may be closed to the role by their type (FACTS section 1). */
const AGREEMENTS_TRIED = 3;

/**
 * Tries each permission that reading can tell, with the smallest read there is. Sends only GETs. The site is looked up
 * afresh, so that a check also mends what is remembered about it.
 */
export async function checkAccess(api: ConnectWiseApi): Promise<AccessReport> {
  await api.locator.fresh();
  // One first: where the keys are refused, nothing more is sent.
  const companies = await isAllowed(() => firstIds(api, "company/companies", 1));
  const [catalog, agreements] = await Promise.all([
    isAllowed(() => firstIds(api, "procurement/catalog", 1)),
    isAllowed(() => readSomeAdditions(api)),
  ]);
  const found: Partial<Record<ConnectWisePermissionId, boolean>> = {
    "companies-inquire": companies,
    "catalog-inquire": catalog,
    "agreements-inquire": agreements,
  };
  const permissions = CONNECTWISE_PERMISSIONS.map(({ id, module, permission, level }) => ({
    id,
    module,
    permission,
    level,
    ok: found[id] ?? null,
  }));
  const ok = CONNECTWISE_PERMISSIONS.every(({ id, required }) => !required || found[id] !== false);
  return { ok, permissions };
}

async function isAllowed(tryIt: () => Promise<unknown>): Promise<boolean> {
  try {
    await tryIt();
    return true;
  } catch (error) {
    if (error instanceof ProviderError && error.code === "permission_missing") return false;
    throw error;
  }
}

/** Listing agreements and reading their additions hang on one permission; both are tried. */
async function readSomeAdditions(api: ConnectWiseApi): Promise<void> {
  const ids = await firstIds(api, "finance/agreements", AGREEMENTS_TRIED);
  let refusal: ProviderError | undefined;
  for (const id of ids) {
    try {
      await firstIds(api, `finance/agreements/${id}/additions`, 1, true);
      return;
    } catch (error) {
      if (!(error instanceof ProviderError) || (error.code !== "permission_missing" && error.code !== "not_found")) throw error;
      if (error.code === "permission_missing") refusal = error;
    }
  }
  if (refusal !== undefined) throw refusal;
}

const idRows = readJson(z.array(z.object({ id: z.number().int() })), "a list");

async function firstIds(api: ConnectWiseApi, path: string, pageSize: number, ofRecord = false): Promise<number[]> {
  const rows = await api.send({
    method: "GET",
    path,
    query: { fields: "id", pageSize },
    headers: { "pagination-type": "forward-only" },
    collection: !ofRecord,
    read: idRows,
  });
  return rows.map((row) => row.id);
}
