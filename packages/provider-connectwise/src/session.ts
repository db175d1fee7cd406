import type { ConnectionConfig, ProviderContext, ProviderSession, SiteLimits } from "@integrations/core";
import type { ConnectWiseEnvironment } from "./definition/environment.ts";
import { addLine } from "./verbs/add-line.ts";
import { listAgreements, readAgreements } from "./verbs/agreements.ts";
import { checkAccess } from "./verbs/check-access.ts";
import { readCompanies, searchCompanies } from "./verbs/companies.ts";
import { matchCompanies } from "./verbs/match-companies.ts";
import { readProducts, searchProducts } from "./verbs/products.ts";
import { readLines } from "./verbs/read-lines.ts";
import { setQuantity } from "./verbs/set-quantity.ts";
import { createApi } from "./wire/api.ts";

export function createSession(
  config: ConnectionConfig,
  context: ProviderContext<ConnectWiseEnvironment>,
  limits: SiteLimits,
): ProviderSession {
  const api = createApi(config, context, limits);
  const concurrency = context.limits.concurrency ?? limits.concurrency;
  return {
    checkAccess: () => checkAccess(api),
    searchProducts: (query) => searchProducts(api, query),
    readProducts: (ids) => readProducts(api, ids),
    searchCompanies: (query) => searchCompanies(api, query),
    matchCompanies: (query) => matchCompanies(api, query),
    readCompanies: (ids) => readCompanies(api, ids),
    listAgreements: (companyId) => listAgreements(api, companyId),
    readAgreements: (ids) => readAgreements(api, ids),
    readLines: (agreementIds) => readLines(api, agreementIds, concurrency),
    setQuantity: (request) => setQuantity(api, request),
    addLine: (request) => addLine(api, request),
  };
}
