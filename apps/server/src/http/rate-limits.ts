import rateLimit from "@fastify/rate-limit";
import type { Principal } from "@integrations/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ServerSettings } from "../configuration/server-settings.ts";

export interface Call {
  readonly procedure: string;
  readonly partnerId: string | null;
}

export interface RateLimits {
  /** Counts the call for the person and for the partner, and says whether there is room for it. */
  admit(request: FastifyRequest, principal: Principal, call: Call): Promise<boolean>;
}

const MINUTE_MS = 60_000;

/** These make the provider work for every call, so they have a tighter limit of their own. */
const TIGHTER: Readonly<Record<string, "check" | "search">> = {
  "connection.check": "check",
  "connection.enable": "check",
  "connection.update": "check",
  "customers.companies": "search",
  "customers.suggestions": "search",
  "mapping.products": "search",
};

/** Limits per network address for everything, and per person and partner for what they call. Counted in this process alone. */
export async function registerRateLimits(app: FastifyInstance, limits: ServerSettings["rateLimits"]): Promise<RateLimits> {
  await app.register(rateLimit, { global: true, max: limits.address, timeWindow: MINUTE_MS, addHeaders: NO_HEADERS });
  // The plugin reads its key from the request, while one request may carry several calls: so the key is put there per call.
  const keys = new WeakMap<FastifyRequest, string>();
  const limiter = (max: number) => {
    const check = app.createRateLimit({ max, timeWindow: MINUTE_MS, keyGenerator: (request) => keys.get(request) ?? "" });
    return async (request: FastifyRequest, key: string): Promise<boolean> => {
      keys.set(request, key);
      const result = await check(request);
      return result.isAllowed || !result.isExceeded;
    };
  };
  const byUser = limiter(limits.user);
  const byPartner = limiter(limits.partner);
  const tighter = { check: limiter(limits.check), search: limiter(limits.search) };
  const admit: RateLimits["admit"] = async (request, principal, { procedure, partnerId }) => {
    // The console's own machine pushes for everybody, and nobody else's way leads over it.
    if (principal.role === "platform") return true;
    const user = `user ${principal.subject}`;
    const partner = partnerId === null ? null : `partner ${partnerId}`;
    if (!(await byUser(request, user))) return false;
    if (partner !== null && !(await byPartner(request, partner))) return false;
    const kind = TIGHTER[procedure];
    return kind === undefined || (await tighter[kind](request, partner ?? user));
  };
  const last = new WeakMap<FastifyRequest, Promise<boolean>>();
  return {
    admit: async (request, principal, call) => {
      // The calls of a batch one after the other: the plugin tells calls of one moment the count after all of them.
      const before = last.get(request) ?? Promise.resolve(true);
      const mine = before.then(() => admit(request, principal, call));
      last.set(request, mine);
      return await mine;
    },
  };
}

const NO_HEADERS = { "x-ratelimit-limit": false, "x-ratelimit-remaining": false, "x-ratelimit-reset": false, "retry-after": true };
