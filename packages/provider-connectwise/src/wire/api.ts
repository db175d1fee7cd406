import { ProviderError, type ConnectionConfig, type ProviderContext, type SiteLimits } from "@integrations/core";
import { createHttpClient, type HttpAnswer, type HttpCall, type HttpVerdict, type Redactor } from "@integrations/provider-kit";
import type { ConnectWiseEnvironment } from "../definition/environment.ts";
import type { Location } from "../site/location.ts";
import { createLocator, type Locator } from "../site/locator.ts";
import { classify, ENDPOINT_MISSING } from "./classify.ts";
import { notLiteral } from "./conditions.ts";
import { MAX_URL_LENGTH, queryString, type Query } from "./query.ts";

/** ConnectWise's API for one session: where it is, who calls, and what its answers mean. */
export interface ConnectWiseApi {
  send<Result>(request: ApiRequest<Result>): Promise<Result>;
  /** Whether the whole URL of a request stays within ConnectWise's limit. Needs the location. */
  fits(location: Location, path: string, query: Query): boolean;
  readonly locator: Locator;
  readonly redactor: Redactor;
  readonly habits: SiteHabits;
}

/** What a session has learnt about how its site behaves, where sites may differ. */
export interface SiteHabits {
  /** Lists are paged by id. */
  pagesForwardOnly: boolean;
  /** Additions are refused that come without their custom fields (?). */
  demandsCustomFields: boolean;
}

export interface ApiRequest<Result> {
  readonly method: HttpCall<Result>["method"];
  /** Below `apis/3.0/`, without a slash in front. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly idempotent?: boolean;
  /** True for a list, which can never be "not found": a 404 then means something else. */
  readonly collection?: boolean;
  readonly classify?: (answer: HttpAnswer) => HttpVerdict | undefined;
  readonly read: (answer: HttpAnswer) => Result;
}

const ACCEPT = "application/vnd.connectwise.com+json; version=2025.8";

export function createApi(config: ConnectionConfig, context: ProviderContext<ConnectWiseEnvironment>, limits: SiteLimits): ConnectWiseApi {
  const account = accountOf(config);
  const token = Buffer.from(`${account.companyId}+${account.publicKey}:${account.privateKey}`, "utf8").toString("base64");
  const http = createHttpClient({
    context,
    limits,
    secrets: [account.publicKey, account.privateKey, token],
    requestIdHeader: "x-cw-request-id",
  });
  const locator = createLocator(http, context, {
    companyId: account.companyId,
    sites: account.site === undefined ? context.environment.cloudSites : [account.site],
  });
  const own = { authorization: `Basic ${token}`, clientid: context.environment.clientId, accept: ACCEPT };
  let succeeded = false;
  /** Keys once told to be wrong are not tried again in this session, whatever status told it. */
  let refused: ProviderError | undefined;

  const callAt = async <Result>(location: Location, request: ApiRequest<Result>, maxTries?: number): Promise<Result> => {
    const path = pathOf(location, request.path, request.query ?? {});
    if (!fitsAt(location, path)) throw notLiteral("The search text is too long.");
    const result = await http.call({
      method: request.method,
      site: location.apiHost,
      path,
      headers: { ...own, ...(request.body === undefined ? {} : { "content-type": "application/json" }), ...request.headers },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.idempotent === undefined ? {} : { idempotent: request.idempotent }),
      ...(maxTries === undefined ? {} : { maxTries }),
      classify: (answer) => request.classify?.(answer) ?? classify(answer),
      read: request.read,
    });
    succeeded = true;
    return result;
  };

  const send = async <Result>(request: ApiRequest<Result>): Promise<Result> => {
    if (refused !== undefined) throw refused;
    const location = await locator.current();
    try {
      return await callAt(location, request);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const moved = isEndpointMissing(error) ? await locator.after(location) : undefined;
      if (moved === undefined) throw request.collection === true ? listNotFound(error, location) : error;
      return callAt(moved, request, Math.max(1, MOST_TRIES - Number(error.context["tries"] ?? 1)));
    }
  };

  /**
   * A list cannot be "not found". The cloud may answer 404 where it means bad credentials (V); so where nothing ever
   * succeeded, the keys are told to be wrong, and else it is an answer that makes no sense.
   */
  const listNotFound = (error: ProviderError, location: Location): ProviderError => {
    const { code, context: facts } = error;
    if (code !== "not_found" && !isEndpointMissing(error)) return error;
    if (location.isCloud && !succeeded) {
      const detail = "ConnectWise's cloud answers the first call with 404, which there means that it does not know the keys.";
      refused = new ProviderError({ code: "credentials_refused", message: detail, detail, context: facts, cause: error });
      return refused;
    }
    if (isEndpointMissing(error)) return error;
    return new ProviderError({
      code: "invalid_response",
      message: "A list was not found.",
      retryable: false,
      context: facts,
      cause: error,
    });
  };

  return {
    send,
    fits: (location, path, query) => fitsAt(location, pathOf(location, path, query)),
    locator,
    redactor: http.redactor,
    habits: { pagesForwardOnly: true, demandsCustomFields: false },
  };
}

/** A failing call is tried at most this often, also where the codebase changes in between. */
const MOST_TRIES = 10;

function isEndpointMissing(error: ProviderError): boolean {
  return error.message === ENDPOINT_MISSING;
}

function pathOf(location: Location, path: string, query: Query): string {
  return `/${location.codebase}apis/3.0/${path}${queryString(query)}`;
}

function fitsAt(location: Location, path: string): boolean {
  return `https://${location.apiHost}${path}`.length <= MAX_URL_LENGTH;
}

interface Account {
  readonly companyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly site: string | undefined;
}

function accountOf(config: ConnectionConfig): Account {
  const text = (key: string): string => {
    const value = config[key];
    return typeof value === "string" ? value.trim() : "";
  };
  const site = config["useCustomSite"] === true ? text("site").toLowerCase() : undefined;
  return { companyId: text("companyId"), publicKey: text("publicKey"), privateKey: text("privateKey"), site };
}
