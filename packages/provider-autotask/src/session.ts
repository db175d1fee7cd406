import type { ConnectionConfig, ProviderContext, ProviderSession, SiteLimits } from "@integrations/core";
import type { AutotaskEnvironment } from "./definition/environment.ts";
import { DATE_POLICIES, type DatePolicy } from "./definition/fields.ts";
import { createOpenWrites } from "./memory/open-writes.ts";
import { createSessionMemory } from "./memory/session-memory.ts";
import { createTurns } from "./memory/turns.ts";
import { addLine } from "./verbs/add-line.ts";
import { checkAccess } from "./verbs/check-access.ts";
import { readCompanies, searchCompanies } from "./verbs/companies.ts";
import { listAgreements, readAgreements } from "./verbs/contracts.ts";
import type { LineScene } from "./verbs/line-scene.ts";
import { readProducts, searchProducts } from "./verbs/products.ts";
import { readLines } from "./verbs/read-lines.ts";
import { setQuantity } from "./verbs/set-quantity.ts";
import { createApi } from "./wire/api.ts";

export function createSession(
  config: ConnectionConfig,
  context: ProviderContext<AutotaskEnvironment>,
  limits: SiteLimits,
): ProviderSession {
  const memory = createSessionMemory(context);
  const api = createApi(config, context, limits, memory);
  const scene: LineScene = {
    api,
    context,
    policy: policyOf(config),
    openWrites: createOpenWrites(memory, context),
    turns: createTurns(),
  };
  return {
    checkAccess: () => checkAccess(api),
    searchProducts: (query) => searchProducts(api, query),
    readProducts: (ids) => readProducts(api, ids),
    searchCompanies: (query) => searchCompanies(api, query),
    readCompanies: (ids) => readCompanies(api, ids),
    listAgreements: (companyId) => listAgreements(api, companyId),
    readAgreements: (ids) => readAgreements(api, ids),
    readLines: (agreementIds, { asOf }) => readLines(scene, agreementIds, asOf),
    setQuantity: (request) => setQuantity(scene, request),
    addLine: (request) => addLine(scene, request),
  };
}

/** The first where the config is older than the setting. */
function policyOf(config: ConnectionConfig): DatePolicy {
  return DATE_POLICIES.find((policy) => policy === config["datePolicy"]) ?? DATE_POLICIES[0];
}
