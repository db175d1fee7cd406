import { ProviderError } from "@integrations/core";
import type { HttpClient } from "@integrations/provider-kit";
import { companyIdSegment, readCompanyInfo } from "./company-info.ts";
import { locationOf, type Location } from "./location.ts";

export interface LocateOptions {
  readonly companyId: string;
  /** The partner's own site, or the cloud's sites in the order they are tried. */
  readonly sites: readonly string[];
}

/** Where there are others to ask. */
const TRIES_PER_REGION = 3;

/**
 * Finds the site that knows the company id, asking one after another.
 *
 * @throws ProviderError `credentials_refused` where every site answers and none knows it; reason `site_not_allowed` where
 * the platform may not speak to a site, or where discovery points elsewhere; reason `site_unreachable` where a site gave
 * no usable answer and no other one knows the company id
 */
export async function locate(http: HttpClient, options: LocateOptions): Promise<Location> {
  const segment = companyIdSegment(options.companyId);
  const maxTries = options.sites.length > 1 ? TRIES_PER_REGION : undefined;
  let trouble: ProviderError | undefined;
  for (const site of options.sites) {
    try {
      const info = await readCompanyInfo(http, site, segment, maxTries);
      if (info !== undefined) return locationOf(site, info) ?? foreignHost(site);
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code === "rejected") throw error;
      trouble ??= asSiteTrouble(error, site);
    }
  }
  throw trouble ?? unknownCompany(options);
}

function foreignHost(site: string): never {
  const detail = `${site} sends API calls to a host that is neither itself nor ConnectWise's cloud. The keys were not sent there.`;
  throw new ProviderError({ code: "rejected", reason: "site_not_allowed", message: detail, detail });
}

function asSiteTrouble(error: ProviderError, site: string): ProviderError {
  if (error.code === "rate_limited" || error.reason === "site_unreachable") return error;
  const unreadable = error.code === "invalid_response";
  return new ProviderError({
    code: error.code,
    reason: "site_unreachable",
    message: `${site}: ${error.message}`,
    detail: unreadable
      ? `${site} answers, but not as a ConnectWise site does. ${error.detail ?? ""}`.trim()
      : `${site} cannot be reached, or does not answer in time.`,
    retryable: error.retryable,
    context: error.context,
    cause: error,
  });
}

function unknownCompany({ companyId, sites }: LocateOptions): ProviderError {
  const where = sites.length === 1 ? `The site ${sites[0] ?? ""} does not know` : "No ConnectWise site knows";
  const detail = `${where} the company ID "${companyId}".`;
  return new ProviderError({ code: "credentials_refused", message: detail, detail });
}
