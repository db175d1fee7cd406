import { ProviderError, type AccessReport } from "@integrations/core";
import { readJson } from "@integrations/provider-kit";
import { z } from "zod";
import { AUTOTASK_PERMISSIONS, type EntityPermission } from "../definition/permissions.ts";
import type { AutotaskApi } from "../wire/api.ts";

/** `can...` is about the entity, `userAccessFor...` about this user; "Restricted" goes on, and the call itself decides (V, C). */
const entityInformation = z.object({
  info: z.object({
    userAccessForQuery: z.string().nullish(),
    userAccessForCreate: z.string().nullish(),
  }),
});

/** Asks what this user may do with each entity. Sends only GETs, and looks for the zone afresh, so that a check also mends that. */
export async function checkAccess(api: AutotaskApi): Promise<AccessReport> {
  await api.locator.fresh();
  // One first: where the keys are refused, nothing more is sent.
  await api.readUsage();
  const found = await Promise.all(AUTOTASK_PERMISSIONS.map((permission) => isAllowed(api, permission)));
  const permissions = AUTOTASK_PERMISSIONS.map(({ id, module, permission, level }, index) => ({
    id,
    module,
    permission,
    level,
    ok: found[index] === true,
  }));
  const ok = AUTOTASK_PERMISSIONS.every(({ required }, index) => !required || found[index] === true);
  return { ok, permissions };
}

async function isAllowed(api: AutotaskApi, { entity, access }: EntityPermission): Promise<boolean> {
  try {
    const { info } = await api.send({
      method: "GET",
      path: `${entity}/entityInformation`,
      readOnly: true,
      read: readJson(entityInformation, "entity information"),
    });
    const allowed = access === "query" ? info.userAccessForQuery : info.userAccessForCreate;
    return allowed != null && allowed.toLowerCase() !== "none";
  } catch (error) {
    if (error instanceof ProviderError && error.code === "permission_missing") return false;
    throw error;
  }
}
