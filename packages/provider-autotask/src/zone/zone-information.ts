import { ProviderError } from "@integrations/core";
import { readJson, type HttpAnswer, type HttpClient, type HttpVerdict } from "@integrations/provider-kit";
import { z } from "zod";
import { sayingOf } from "../wire/error-body.ts";
import { zoneOf, type Zone } from "./zone.ts";

export interface DiscoverOptions {
  readonly userName: string;
  readonly discoverySite: string;
}

/** A person waits for the first answer. */
const TIMEOUT_MS = 10_000;
const TRIES = 3;

const zoneInformation = z.object({ url: z.string(), ci: z.number().int().nullish() });

/**
 * Asks where the database of an API user is. Carries no credentials: no client that is known to work sends any (C).
 * @throws ProviderError `credentials_refused` for a user nobody knows; reason `site_not_allowed` where the answer names a host
 * that is not the vendor's, `site_unreachable` where nobody answers
 */
export async function readZoneInformation(http: HttpClient, { userName, discoverySite }: DiscoverOptions): Promise<Zone> {
  const { url, ci } = await http
    .call({
      method: "GET",
      site: discoverySite,
      path: `/ATServicesRest/V1.0/zoneInformation?user=${encodeURIComponent(userName)}`,
      headers: { accept: "application/json" },
      timeoutMs: TIMEOUT_MS,
      maxTries: TRIES,
      classify,
      read: readJson(zoneInformation, "zone information"),
    })
    .catch((error: unknown) => {
      throw error instanceof ProviderError ? withReason(error) : error;
    });
  const zone = zoneOf(url, ci ?? null, discoverySite);
  if (zone !== undefined) return zone;
  const detail = "Autotask named a zone that is not one of the vendor's hosts, so nothing was sent there.";
  throw new ProviderError({ code: "rejected", reason: "site_not_allowed", message: detail, detail });
}

/** A 500 with a text is how an unknown user is told (C); a 401 or 403 cannot be about keys that were not sent. */
function classify(answer: HttpAnswer): HttpVerdict | undefined {
  const { status } = answer;
  if (status === 401 || status === 403) {
    return { code: "invalid_response", message: `Discovery was answered with status ${status}.`, retryable: false };
  }
  const said = sayingOf(answer.body);
  if (status !== 500 || !/zone information could not be determined/i.test(said)) return undefined;
  return { code: "credentials_refused", message: "Autotask knows no API user of this name.", detail: said };
}

function withReason(error: ProviderError): ProviderError {
  const isSilent = error.code === "unavailable" || error.code === "timeout" || error.code === "not_found";
  if (!isSilent || error.reason !== undefined) return error;
  return new ProviderError({
    code: error.code === "not_found" ? "invalid_response" : error.code,
    message: error.message,
    reason: "site_unreachable",
    retryable: error.code !== "not_found",
    context: error.context,
    cause: error,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  });
}
