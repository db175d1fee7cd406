import type { LoggedRequest } from "@integrations/connectwise-simulator";
import type { ReasonCode, RunStatus } from "@integrations/core";
import type { RunView } from "@integrations/services";
import type { PsaRequest, PsaSite } from "./psa-site.ts";
import type { SentCall } from "./traffic.ts";

/** A run that is over, with everything it did. */
export interface Night<Request = LoggedRequest> {
  readonly run: RunView;
  readonly status: RunStatus;
  readonly reason: ReasonCode | null;
  /** Every stored change, as `alder FILTER 10>12 set`, with the reason behind it where there is one. */
  readonly told: readonly string[];
  /** What the PSA received from it, in the order of arrival. */
  readonly requests: readonly Request[];
  /** What the platform sent, in the order of sending; also what never arrived. */
  readonly sent: readonly SentCall[];
  /** How many requests of each kind arrived. */
  readonly calls: Readonly<Record<string, number>>;
}

/** The kinds of requests of a run at ConnectWise, as patterns of the simulator's rules. */
export const MOMENTS = {
  discovery: { method: "GET", path: "/login/companyinfo/*" },
  agreements: { method: "GET", path: "/finance/agreements" },
  products: { method: "GET", path: "/procurement/catalog" },
  lines: { method: "GET", path: "/finance/agreements/*/additions" },
  line: { method: "GET", path: "/finance/agreements/*/additions/*" },
  PATCH: { method: "PATCH", path: "/finance/agreements/*/additions/*" },
  POST: { method: "POST", path: "/finance/agreements/*/additions" },
} as const;
export type MomentName = keyof typeof MOMENTS;

export function nightOf<Request extends PsaRequest>(
  site: PsaSite<never, Request>,
  run: RunView,
  requests: readonly Request[],
  sent: readonly SentCall[],
): Night<Request> {
  return { run, status: run.status, reason: run.reason, told: told(site, run), requests, sent, calls: countByMoment(site, requests) };
}

export function momentOf({ method, path }: Pick<LoggedRequest, "method" | "path">): MomentName | "other" {
  if (path.startsWith("/login/companyinfo/")) return "discovery";
  if (path === "/procurement/catalog") return "products";
  if (path === "/finance/agreements") return "agreements";
  if (/^\/finance\/agreements\/\d+\/additions(\/\d+)?$/.test(path)) {
    if (method === "PATCH" || method === "POST") return method;
    if (method === "GET") return path.endsWith("additions") ? "lines" : "line";
  }
  return "other";
}

function countByMoment<Request extends PsaRequest>({ momentOf: kindOf }: PsaSite<never, Request>, requests: readonly Request[]) {
  const counts: Record<string, number> = {};
  for (const request of requests) counts[kindOf(request)] = (counts[kindOf(request)] ?? 0) + 1;
  return counts;
}

function told(site: Pick<PsaSite, "nameOfAgreement" | "nameOfProduct">, run: RunView): string[] {
  return run.changes
    .map(({ agreementId, productId, customerId, before, after, outcome, reason }) => {
      const about = productId === null ? (customerId ?? "all") : site.nameOfProduct(productId);
      const numbers = before === null && after === null ? "" : `${before ?? "-"}>${after ?? "-"}`;
      const agreement = agreementId === null ? "-" : site.nameOfAgreement(agreementId);
      return [agreement, about, numbers, outcome, reason ?? ""].filter((part) => part !== "").join(" ");
    })
    .toSorted();
}
