import { ProviderError } from "@integrations/core";
import { readJson, type HttpClient } from "@integrations/provider-kit";
import { z } from "zod";

/** What a site says about a company id to anybody who asks. */
export interface CompanyInfo {
  readonly siteUrl: string | null;
  /** Ends in a slash; differs from release to release on the cloud (V). */
  readonly codebase: string;
  readonly isCloud: boolean;
}

/** Every on-premise server has it under this name (V). */
const ON_PREMISE_CODEBASE = "v4_6_release/";

/** A region that hangs must not hide the others. */
const DISCOVERY_TIMEOUT_MS = 10_000;

/** Keys beyond these are of no use; `IsCloud` is a string or a boolean (O). */
const companyInfo = z
  .object({
    Codebase: z.string().nullish(),
    SiteUrl: z.string().nullish(),
    IsCloud: z.union([z.string(), z.boolean()]).nullish(),
  })
  .nullable();

/**
 * Asks a site whether it knows a company id. Carries no credentials.
 * @param segment the company id, encoded as one path segment
 * @param maxTries fewer than patience allows, where there are other sites to ask
 * @returns undefined where the site does not know it: 404, or 200 with `null` (O)
 */
export async function readCompanyInfo(
  http: HttpClient,
  site: string,
  segment: string,
  maxTries?: number,
): Promise<CompanyInfo | undefined> {
  try {
    const info = await http.call({
      method: "GET",
      site,
      path: `/login/companyinfo/${segment}`,
      headers: { accept: "application/json" },
      timeoutMs: DISCOVERY_TIMEOUT_MS,
      ...(maxTries === undefined ? {} : { maxTries }),
      // Not about the keys, which were not sent.
      classify: ({ status }) =>
        status === 401 || status === 403
          ? { code: "invalid_response", message: `The site answered discovery with status ${status}.`, retryable: false }
          : undefined,
      read: readJson(companyInfo, "the company's site information"),
    });
    return info === null ? undefined : toCompanyInfo(info);
  } catch (error) {
    if (error instanceof ProviderError && error.code === "not_found") return undefined;
    throw error;
  }
}

function toCompanyInfo(info: NonNullable<z.output<typeof companyInfo>>): CompanyInfo {
  const codebase = info.Codebase?.trim() || ON_PREMISE_CODEBASE;
  if (!/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\/?$/.test(codebase)) {
    throw new ProviderError({ code: "invalid_response", message: "Discovery named a codebase that is no path segment.", retryable: false });
  }
  return {
    siteUrl: info.SiteUrl ?? null,
    codebase: codebase.endsWith("/") ? codebase : `${codebase}/`,
    isCloud: String(info.IsCloud ?? "").toLowerCase() === "true",
  };
}

/**
 * A company id as one path segment.
 * @throws ProviderError `rejected` where it could be read as anything else (`../..` walks to other paths, O)
 */
export function companyIdSegment(companyId: string): string {
  const walks = /[/\\]|^\.*$/.test(companyId);
  if (walks || !companyId.isWellFormed() || /\p{Cc}/u.test(companyId)) {
    const detail = "The company ID is empty or holds characters that no company ID has.";
    throw new ProviderError({ code: "rejected", reason: "invalid_input", message: detail, detail });
  }
  return encodeURIComponent(companyId);
}
