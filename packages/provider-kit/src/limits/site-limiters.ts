import type { Clock, SiteLimiter, SiteLimits } from "@integrations/core";
import { CallWindow } from "./call-window.ts";

/** The limiters of all sites a process speaks to. */
export interface SiteLimiters {
  /**
   * The limiter of a site. All users of one site share it; where they ask for different limits, the strictest of each
   * counts. A user that asks again replaces what it asked for before.
   * @param user whose limits these are (a connection)
   */
  limiterFor(site: string, user: string, limits: SiteLimits): SiteLimiter;
}

/** Limits of a connection that was not seen for this long no longer hold others back. */
const USER_FORGOTTEN_AFTER_MS = 60 * 60 * 1000;

/** A site that asks for more than this in one go is asked again after it. */
const LONGEST_PAUSE_MS = 10 * 60 * 1000;

export function createSiteLimiters(clock: Clock): SiteLimiters {
  const sites = new Map<string, Site>();
  return {
    limiterFor(site, user, limits) {
      let found = sites.get(site);
      if (found === undefined) {
        found = new Site(clock);
        sites.set(site, found);
      }
      found.register(user, limits);
      return found;
    },
  };
}

interface Waiting {
  start(): void;
}

class Site implements SiteLimiter {
  readonly #clock: Clock;
  readonly #users = new Map<string, { readonly limits: SiteLimits; readonly seenAtMs: number }>();
  readonly #window = new CallWindow();
  readonly #queue = new Set<Waiting>();
  #running = 0;
  #pausedUntilMs = 0;
  #limits: SiteLimits = { concurrency: 1, callsPerWindow: 1, windowMs: 0 };
  /** The one timer under way, and for when. */
  #wake: { readonly atMs: number; readonly cancel: AbortController } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  register(user: string, limits: SiteLimits): void {
    const nowMs = this.#nowMs();
    this.#users.delete(user);
    this.#users.set(user, { limits, seenAtMs: nowMs });
    for (const [other, { seenAtMs }] of this.#users) {
      if (nowMs - seenAtMs > USER_FORGOTTEN_AFTER_MS) this.#users.delete(other);
    }
    const all = [...this.#users.values()].map((each) => each.limits);
    this.#limits = {
      concurrency: Math.max(1, Math.min(...all.map((each) => each.concurrency))),
      callsPerWindow: Math.max(1, Math.min(...all.map((each) => each.callsPerWindow))),
      windowMs: Math.max(...all.map((each) => each.windowMs)),
    };
    this.#pump();
  }

  async run<Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted();
    if (!(await this.#place(signal))) throw signal.reason;
    try {
      return await call();
    } finally {
      this.#running -= 1;
      const nowMs = this.#nowMs();
      this.#window.end(nowMs);
      this.#window.forget(nowMs, this.#limits.windowMs);
      this.#pump();
    }
  }

  pauseUntil(at: Date): void {
    const longest = this.#nowMs() + LONGEST_PAUSE_MS;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, Math.min(at.getTime(), longest));
  }

  /** True as soon as the call may begin; false where it was aborted before. */
  #place(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const giveUp = (): void => {
        this.#queue.delete(waiting);
        resolve(false);
        this.#pump();
      };
      const waiting: Waiting = {
        start: () => {
          signal.removeEventListener("abort", giveUp);
          resolve(true);
        },
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#queue.add(waiting);
      this.#pump();
    });
  }

  /** Lets in, in order of arrival, whoever may begin now; sees to it that the next is let in when its time comes. */
  #pump(): void {
    for (const waiting of this.#queue) {
      const freeAtMs = this.#freeAtMs();
      if (freeAtMs === undefined) return this.#sleepUntil(undefined);
      if (freeAtMs > this.#nowMs()) return this.#sleepUntil(freeAtMs);
      this.#queue.delete(waiting);
      this.#running += 1;
      this.#window.begin();
      waiting.start();
    }
    return this.#sleepUntil(undefined);
  }

  #freeAtMs(): number | undefined {
    const { concurrency, callsPerWindow, windowMs } = this.#limits;
    if (this.#running >= concurrency) return undefined;
    const nowMs = this.#nowMs();
    const freeAtMs = this.#window.freeAt(nowMs, callsPerWindow, windowMs);
    return freeAtMs === undefined ? undefined : Math.max(freeAtMs, Math.min(this.#pausedUntilMs, nowMs + LONGEST_PAUSE_MS));
  }

  #sleepUntil(atMs: number | undefined): void {
    if (this.#wake?.atMs === atMs) return;
    this.#wake?.cancel.abort();
    this.#wake = undefined;
    if (atMs === undefined) return;
    const cancel = new AbortController();
    this.#wake = { atMs, cancel };
    this.#clock.sleep(Math.max(0, atMs - this.#nowMs()), cancel.signal).then(
      () => {
        if (this.#wake?.cancel !== cancel) return;
        this.#wake = undefined;
        this.#pump();
      },
      () => undefined,
    );
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}
