import { ProviderError, type ConnectionConfig, type ProviderContext, type SiteLimits } from "@integrations/core";
import { createHttpClient, readJson, type HttpCall, type Redactor } from "@integrations/provider-kit";
import type { AutotaskEnvironment } from "../definition/environment.ts";
import type { SessionMemory } from "../memory/session-memory.ts";
import { createZoneLocator, type ZoneLocator } from "../zone/zone-locator.ts";
import type { Zone } from "../zone/zone.ts";
import { accountOf } from "./account.ts";
import { classify, isEndpointMissing } from "./classify.ts";
import { createHourlyBudget, thresholdInformation, type Usage } from "./hourly-budget.ts";

/** Autotask's API for one session: where it is, who calls, what its answers mean, and how much it bears. */
export interface AutotaskApi {
  send<Result>(request: ApiRequest<Result>): Promise<Result>;
  /** How much of the hour is used; the smallest call that tells whether the keys are good. */
  readUsage(): Promise<Usage>;
  readonly locator: ZoneLocator;
  readonly redactor: Redactor;
}

export interface ApiRequest<Result> {
  readonly method: "GET" | "POST";
  /** Below `V1.0/`, without a slash in front. */
  readonly path: string;
  readonly body?: unknown;
  /**
   * True for everything but an adjustment. A write is sent once here: only who can read its effect back may decide what
   * comes next.
   */
  readonly readOnly: boolean;
  readonly read: HttpCall<Result>["read"];
}

/** The next `V2.0` has no zone information yet (C). */
const VERSION = "V1.0";

const readThreshold = readJson(thresholdInformation, "threshold information");
/** A look at the budget must not hold up what it is for. */
const USAGE_TRIES = 2;

export function createApi(
  config: ConnectionConfig,
  context: ProviderContext<AutotaskEnvironment>,
  limits: SiteLimits,
  memory: SessionMemory,
): AutotaskApi {
  const account = accountOf(config, context.environment);
  const http = createHttpClient({ context, limits, secrets: account.secrets });
  const locator = createZoneLocator(http, memory, context, {
    userName: account.userName,
    discoverySite: context.environment.discoverySite,
  });

  const callAt = <Result>(zone: Zone, request: ApiRequest<Result>, maxTries?: number): Promise<Result> => {
    const tries = request.readOnly ? maxTries : 1;
    return http.call({
      method: request.method,
      site: zone.apiHost,
      // Each database is limited on its own, and a zone's host serves many of them.
      limitedAs: `${zone.apiHost} ${zone.ci ?? account.userName}`,
      path: `${zone.basePath}/${VERSION}/${request.path}`,
      headers: account.headers,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      readOnly: request.readOnly,
      ...(tries === undefined ? {} : { maxTries: tries }),
      classify: (answer) => classify(answer, account.hasOwnCode),
      read: request.read,
    });
  };

  const inZone = async <Result>(request: ApiRequest<Result>, maxTries?: number): Promise<Result> => {
    account.requireFit();
    const zone = await locator.current();
    try {
      return await callAt(zone, request, maxTries);
    } catch (error) {
      if (!(error instanceof ProviderError) || !mayHaveMoved(error)) throw error;
      const moved = await locator.after(zone);
      if (moved === undefined) throw error;
      return callAt(moved, request, maxTries);
    }
  };

  const readUsage = (maxTries?: number): Promise<Usage> =>
    inZone({ method: "GET", path: "ThresholdInformation", readOnly: true, read: readThreshold }, maxTries);
  const budget = createHourlyBudget(() => readUsage(USAGE_TRIES), context);

  return {
    async send(request) {
      await budget.enter();
      return inZone(request);
    },
    async readUsage() {
      const usage = await readUsage();
      budget.note(usage);
      return usage;
    },
    locator,
    redactor: http.redactor,
  };
}

/** Nothing was done, and the place may be the wrong one: no such path, or nobody there. */
function mayHaveMoved(error: ProviderError): boolean {
  if (isEndpointMissing(error)) return true;
  return error.code === "unavailable" && error.effect === "none" && error.context["status"] === undefined;
}
