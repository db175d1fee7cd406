export { mapConcurrently } from "./concurrency/map-concurrently.ts";
export type { HttpAnswer, HttpCall, HttpVerdict } from "./http/http-call.ts";
export { createHttpClient, TRY_TIMEOUT_MS, type HttpClient, type HttpClientOptions } from "./http/http-client.ts";
export { backoffMs, PATIENCE, type Patience } from "./http/patience.ts";
export { readJson } from "./http/read-json.ts";
export { verdictByStatus } from "./http/verdict.ts";
export { isPublicAddress } from "./outbound/address-policy.ts";
export { parseHostPort, type HostPort } from "./outbound/host-spelling.ts";
export { OUTBOUND_LIMITS, type OutboundLimits } from "./outbound/outbound.ts";
export { OUTBOUND_PORTS } from "./outbound/outbound-target.ts";
export type { ResolvedAddress, Resolver } from "./outbound/resolver.ts";
export { splitToFit } from "./paging/split-to-fit.ts";
export { walkPages, type FetchedPage, type WalkOptions } from "./paging/walk-pages.ts";
export { providerText } from "./redaction/provider-text.ts";
export { createRedactor, REDACTED, type Redactor } from "./redaction/redactor.ts";
export {
  createProviderRuntime,
  type ContextRequest,
  type ObservedCall,
  type ProviderRuntime,
  type ProviderRuntimeOptions,
} from "./runtime/provider-runtime.ts";
export { systemClock } from "./runtime/system-clock.ts";
