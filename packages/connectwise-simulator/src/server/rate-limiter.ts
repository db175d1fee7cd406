import { type Answer, jsonAnswer, type SimulatorClock } from "@integrations/simulator-kit";
import { z } from "zod";
import { htmlAnswer } from "../api/answer.ts";

export const rateLimitSchema = z.strictObject({
  requests: z.int().positive(),
  perMs: z.number().positive().default(60_000),
  scope: z.enum(["tenant", "site"]).default("tenant"),
  retryAfter: z.enum(["seconds", "date", "none"]).default("seconds"),
  body: z.enum(["json", "html"]).default("json"),
});
export type RateLimit = z.input<typeof rateLimitSchema>;

/** A limit over a rolling window; a request that is refused does not count (FACTS section 4: about 1,000 a minute). */
export class RateLimiter {
  readonly #clock: SimulatorClock;
  #limit: z.output<typeof rateLimitSchema> | undefined;
  /** Times of the requests that were let through, oldest first, per tenant or for all. */
  readonly #passed = new Map<string, number[]>();

  constructor(clock: SimulatorClock, limit: RateLimit | undefined) {
    this.#clock = clock;
    this.set(limit);
  }

  /** Starts to count anew; undefined lifts the limit. */
  set(limit: RateLimit | undefined): void {
    this.#limit = limit === undefined ? undefined : rateLimitSchema.parse(limit);
    this.#passed.clear();
  }

  /** @returns the refusal, or undefined where the request may pass */
  admit(tenant: string | undefined): Answer | undefined {
    const limit = this.#limit;
    if (limit === undefined) return undefined;
    const key = limit.scope === "site" ? "" : (tenant ?? "");
    const nowMs = this.#clock.now().getTime();
    const recent = (this.#passed.get(key) ?? []).filter((timeMs) => timeMs > nowMs - limit.perMs);
    this.#passed.set(key, recent);
    if (recent.length < limit.requests) {
      recent.push(nowMs);
      return undefined;
    }
    const waitMs = (recent[0] ?? nowMs) + limit.perMs - nowMs;
    return refuse(limit, Math.max(1, Math.ceil(waitMs / 1000)), nowMs);
  }
}

function refuse(limit: z.output<typeof rateLimitSchema>, seconds: number, nowMs: number): Answer {
  const retryAfter = limit.retryAfter === "date" ? new Date(nowMs + seconds * 1000).toUTCString() : String(seconds);
  const headers = limit.retryAfter === "none" ? {} : { "retry-after": retryAfter };
  if (limit.body === "html") return { ...htmlAnswer(429, "Too Many Requests"), headers };
  return jsonAnswer(429, { error: "ConnectWiseAPI", message: `Too many requests. Please try again in ${seconds} seconds.` }, headers);
}
