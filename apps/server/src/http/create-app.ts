import { randomUUID } from "node:crypto";
import { createSupportViewLog } from "@integrations/api";
import type { Database } from "@integrations/database";
import type { Meter } from "@integrations/metrics";
import type { NoticeSettings, ServiceContext } from "@integrations/services";
import type { TRPCError } from "@trpc/server";
import Fastify, { LogController, type FastifyBaseLogger, type FastifyError, type FastifyInstance, type FastifyRequest } from "fastify";
import type { TokenVerifier } from "../auth/token-verifier.ts";
import type { ServerSettings } from "../configuration/server-settings.ts";
import { registerHealth } from "./health.ts";
import { HELP_PATH, isHelpAddress, registerHelpSite } from "./help-site.ts";
import { registerMetrics } from "./metrics.ts";
import { registerRateLimits } from "./rate-limits.ts";
import { registerSecurityHeaders } from "./security-headers.ts";
import { BODY_LIMIT_BYTES, registerTrpcRoutes, sendError } from "./trpc-routes.ts";
import { registerConsoleConfig, registerWebUi, mountedPage, mountOf } from "./web-ui.ts";

export interface AppOptions {
  readonly settings: Pick<ServerSettings, "oidc" | "helpUrl" | "rateLimits" | "trustProxy">;
  readonly services: ServiceContext;
  readonly notices: NoticeSettings;
  readonly database: Database;
  readonly verifier: TokenVerifier;
  readonly meter: Meter;
  readonly logger: FastifyBaseLogger;
  readonly webDist: string;
  readonly helpDist: string;
  readonly nextNightAt: (now: Date) => Date | null;
  readonly isStopping: () => boolean;
}

const REQUEST_TIMEOUT_MS = 60_000;
/** Names of up to 20 procedures, joined by commas. */
const MAX_PATH_LENGTH = 1000;

/** The HTTP server, not listening yet. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { settings, services, verifier, meter } = options;
  const app: FastifyInstance = Fastify({
    loggerInstance: options.logger,
    // One line per request is written below, without the query.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: settings.trustProxy,
    routerOptions: { maxParamLength: MAX_PATH_LENGTH },
    // An address that cannot be read, which no hook and no handler gets to see.
    frameworkErrors: (_error, _request, reply) => void sendError(reply, "BAD_REQUEST"),
  });
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id);
    done();
  });
  app.addHook("onRequest", async (request) => {
    // The page's content policy names where its visitor will sign in.
    if (isPage(request)) await verifier.learn();
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    // A connection that stayed open for the next request would keep a stopping server waiting.
    if (options.isStopping()) void reply.header("connection", "close");
    done(null, payload);
  });
  app.addHook("onResponse", (request, reply, done) => {
    const fields = { req: request, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime), ip: request.ip };
    request.log[isQuiet(request) ? "debug" : "info"](fields, "request");
    done();
  });
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const code = codeOf(error);
    if (code === "INTERNAL_SERVER_ERROR") request.log.error({ err: error }, "request failed");
    await sendError(reply, code);
  });

  await registerSecurityHeaders(app, () => verifier.browserOrigins);
  const rateLimits = await registerRateLimits(app, settings.rateLimits);
  registerMetrics(app, meter);
  registerHealth(app, options);
  const help = await registerHelpSite(app, options.helpDist);
  registerConsoleConfig(app, { ...settings, helpUrl: settings.helpUrl ?? (help === null ? undefined : HELP_PATH) });
  await registerTrpcRoutes(app, {
    services,
    notices: options.notices,
    verifier,
    rateLimits,
    meter,
    supportViews: createSupportViewLog(),
    nextNightAt: options.nextNightAt,
  });
  const hasUi = await registerWebUi(app, options.webDist);
  app.setNotFoundHandler(async (request, reply) => {
    if (help !== null && isHelpAddress(pathOf(request))) return await help.sendNotFound(reply);
    if (hasUi && isPage(request)) {
      void reply.header("cache-control", "no-cache").header("vary", "x-forwarded-prefix");
      const mount = mountOf(request.headers);
      if (mount === "") return await reply.sendFile("index.html");
      return await reply
        .code(200)
        .type("text/html; charset=utf-8")
        .send(await mountedPage(options.webDist, mount));
    }
    return await sendError(reply, "NOT_FOUND");
  });
  return app;
}

/** Whether somebody walks to a page of the UI, rather than asking for a file or a procedure that is not there. */
function isPage(request: FastifyRequest): boolean {
  const { method, headers } = request;
  const path = pathOf(request);
  const isRead = method === "GET" || method === "HEAD";
  const isOther = path.startsWith("/trpc/") || path.startsWith("/assets/") || isHelpAddress(path);
  return isRead && !isOther && (path === "/" || headers.accept?.includes("text/html") === true);
}

function pathOf({ url }: FastifyRequest): string {
  return url.split("?", 1)[0] ?? "";
}

/** Asked every few seconds by machines. */
function isQuiet({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === "/healthz" || routeOptions.url === "/readyz" || routeOptions.url === "/metrics";
}

function codeOf({ statusCode }: FastifyError): TRPCError["code"] {
  switch (statusCode) {
    case 413:
      return "PAYLOAD_TOO_LARGE";
    case 415:
      return "UNSUPPORTED_MEDIA_TYPE";
    case 429:
      return "TOO_MANY_REQUESTS";
    default:
      return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR";
  }
}
