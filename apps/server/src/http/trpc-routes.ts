import { appRouter, errorEnvelope, type ApiContext, type Principal, type SupportViewLog } from "@integrations/api";
import type { Meter } from "@integrations/metrics";
import { loggerWith, type NoticeSettings, type ServiceContext } from "@integrations/services";
import { TRPCError } from "@trpc/server";
import { fastifyRequestHandler } from "@trpc/server/adapters/fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bearerToken } from "../auth/bearer-token.ts";
import { IssuerUnavailable } from "../auth/issuer-unavailable.ts";
import type { TokenVerifier } from "../auth/token-verifier.ts";
import type { RateLimits } from "./rate-limits.ts";

export interface TrpcRoutesOptions {
  readonly services: ServiceContext;
  readonly notices: NoticeSettings;
  readonly verifier: TokenVerifier;
  readonly rateLimits: RateLimits;
  readonly meter: Meter;
  readonly supportViews: SupportViewLog;
  readonly nextNightAt: (now: Date) => Date | null;
}

export const BODY_LIMIT_BYTES = 1024 * 1024;
/** 10,000 customers with all their services are about 6 MB. */
const PUSH_BODY_LIMIT_BYTES = 32 * 1024 * 1024;
const PUSHES = ["platform.putPartners", "platform.putCustomers", "platform.putQuantities"];
const MAX_BATCH_SIZE = 20;
const NO_STORE = { "cache-control": "no-store" };
const PROCEDURES = new Set(Object.keys(appRouter._def.procedures));

/** `/trpc/<procedure>`: the router behind HTTP. */
export async function registerTrpcRoutes(app: FastifyInstance, options: TrpcRoutesOptions): Promise<void> {
  await app.register((scope, _options, done) => {
    // The router reads the text itself, and answers in its own way where it is no JSON.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, parsed) => parsed(null, body));
    const principalOf = createPrincipalReader(options.verifier);

    const handle = async (path: string, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      await fastifyRequestHandler({
        router: appRouter,
        req: request,
        res: reply,
        path,
        allowMethodOverride: true,
        maxBatchSize: MAX_BATCH_SIZE,
        createContext: ({ info }) => createContext(request, options, { principalOf, signal: info.signal }),
        responseMeta: ({ data, paths, errors, eagerGeneration }) => {
          if (!eagerGeneration) count(options.meter, paths ?? [], data);
          const isLimited = errors.some((error) => error.code === "TOO_MANY_REQUESTS");
          return { headers: isLimited ? { ...NO_STORE, "retry-after": "60" } : NO_STORE };
        },
      });
    };

    scope.route<{ Params: { path: string } }>({
      method: ["GET", "POST"],
      url: "/trpc/:path",
      bodyLimit: BODY_LIMIT_BYTES,
      handler: (request, reply) => handle(request.params.path, request, reply),
    });
    for (const path of PUSHES) {
      scope.route({
        method: "POST",
        url: `/trpc/${path}`,
        bodyLimit: PUSH_BODY_LIMIT_BYTES,
        // So much is read from the one account that pushes, and from nobody else.
        onRequest: async (request, reply) => {
          const code = await refusalOfPush(await principalOf(request).catch(orUnavailable));
          if (code !== null) await sendError(reply, code, path);
        },
        handler: (request, reply) => handle(path, request, reply),
      });
    }
    done();
  });
}

/** Answers in the router's own shape. */
export async function sendError(reply: FastifyReply, code: TRPCError["code"], path?: string): Promise<void> {
  const envelope = errorEnvelope(code, { requestId: reply.request.id, path });
  await reply.code(envelope.error.data.httpStatus).headers(NO_STORE).send(envelope);
}

type PrincipalReader = (request: FastifyRequest) => Promise<Principal | null>;

/** Verifies a request's token once, however many calls it carries. */
function createPrincipalReader(verifier: TokenVerifier): PrincipalReader {
  const known = new WeakMap<FastifyRequest, Promise<Principal | null>>();
  return (request) => {
    let found = known.get(request);
    if (found === undefined) {
      const token = bearerToken(request.headers.authorization);
      found = token === undefined ? Promise.resolve(null) : verifier.verify(token);
      known.set(request, found);
    }
    return found;
  };
}

async function createContext(
  request: FastifyRequest,
  options: TrpcRoutesOptions,
  { principalOf, signal }: { readonly principalOf: PrincipalReader; readonly signal: AbortSignal },
): Promise<ApiContext> {
  const principal = await principalOf(request).catch((error: unknown) => {
    if (!(error instanceof IssuerUnavailable)) throw error;
    request.log.error({ err: error }, "tokens cannot be checked");
    throw new TRPCError({ code: "SERVICE_UNAVAILABLE" });
  });
  return {
    services: servicesFor(options.services, request),
    principal,
    requestId: request.id,
    ip: request.ip,
    signal,
    inputInUrl: request.method === "GET",
    admit: async (call) => principal === null || (await options.rateLimits.admit(request, principal, call)),
    nextNightAt: options.nextNightAt,
    supportViews: options.supportViews,
    notices: options.notices,
  };
}

/** The same services, whose every log line names the request. */
function servicesFor(services: ServiceContext, request: FastifyRequest): ServiceContext {
  return {
    ...services,
    logger: request.log,
    host: {
      contextFor: (asked) => {
        const context = services.host.contextFor(asked);
        return { ...context, logger: loggerWith(context.logger, { reqId: request.id }) };
      },
    },
  };
}

function orUnavailable(error: unknown): "unavailable" {
  if (error instanceof IssuerUnavailable) return "unavailable";
  throw error;
}

function refusalOfPush(principal: Principal | null | "unavailable"): TRPCError["code"] | null {
  if (principal === "unavailable") return "SERVICE_UNAVAILABLE";
  if (principal === null) return "UNAUTHORIZED";
  return principal.role === "platform" ? null : "FORBIDDEN";
}

function count(meter: Meter, paths: readonly string[], results: readonly object[]): void {
  for (const [index, path] of paths.entries()) {
    const result = results[index] ?? results[0];
    const code = result !== undefined && "error" in result ? codeOf(result.error) : "ok";
    meter.count("api_calls_total", { procedure: PROCEDURES.has(path) ? path : "unknown", code });
  }
}

function codeOf(error: unknown): string {
  const data = typeof error === "object" && error !== null && "data" in error ? error.data : undefined;
  return typeof data === "object" && data !== null && "code" in data ? String(data.code) : "unknown";
}
