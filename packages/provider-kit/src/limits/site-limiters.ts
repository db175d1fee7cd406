import type { Clock, SiteLimiter, SiteLimits } from "@integrations/core";
import { CallWindow } from "./call-window.ts";

/** The limiters of all sites a process speaks to. */
export interface SiteLimiters {
  /**
   * A user's way to a site. All users of one site share its limits; where they ask for different ones, the strictest of each
   * counts. A user that asks again replaces what it asked for before. One user's trouble is no other's: a pause holds up whoever
   * was told to wait, and whose calls come to nothing has fewer places as long as there are others.
   * @param user whose limits these are (a connection)
   */
  limiterFor(site: string, user: string, limits: SiteLimits): SiteLimiter;
}

/** Limits of a connection that was not seen for this long no longer hold others back. */
const USER_FORGOTTEN_AFTER_MS = 60 * 60 * 1000;

const FORGETTING_EVERY_MS = 60 * 1000;

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
      return found.limiterOf(user, limits);
    },
  };
}

interface User {
  limits: SiteLimits;
  seenAtMs: number;
  running: number;
  /** How many of its calls may run at once while others use the site. */
  places: number;
  pausedUntilMs: number;
}

interface Waiting {
  readonly user: User;
  start(): void;
}

class Site {
  readonly #clock: Clock;
  readonly #users = new Map<string, User>();
  readonly #window = new CallWindow();
  readonly #queue = new Set<Waiting>();
  #running = 0;
  #forgotAtMs = 0;
  #limits: SiteLimits = { concurrency: 1, callsPerWindow: 1, windowMs: 0 };
  /** The one timer under way, and for when. */
  #wake: { readonly atMs: number; readonly cancel: AbortController } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  limiterOf(name: string, limits: SiteLimits): SiteLimiter {
    const user = this.#register(name, limits);
    return {
      run: (call, signal) => this.#run(user, call, signal),
      pauseUntil: (at) => this.#pause(user, at),
      tell: (end) => this.#hear(user, end),
    };
  }

  #register(name: string, limits: SiteLimits): User {
    const nowMs = this.#nowMs();
    const known = this.#users.get(name);
    const user = known ?? { limits, seenAtMs: nowMs, running: 0, places: limits.concurrency, pausedUntilMs: 0 };
    user.seenAtMs = nowMs;
    const isOld = this.#forgotAtMs + FORGETTING_EVERY_MS <= nowMs || this.#forgotAtMs > nowMs;
    // This is asked for each call, and a site may have thousands of users.
    if (known !== undefined && !isOld && isSame(known.limits, limits)) return known;
    user.limits = limits;
    this.#users.set(name, user);
    if (isOld) this.#forget(nowMs);
    this.#limits = strictestOf(this.#users.values());
    this.#pump();
    return user;
  }

  #forget(nowMs: number): void {
    this.#forgotAtMs = nowMs;
    for (const [other, { seenAtMs, running }] of this.#users) {
      if (running === 0 && nowMs - seenAtMs > USER_FORGOTTEN_AFTER_MS) this.#users.delete(other);
    }
  }

  async #run<Result>(user: User, call: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted();
    if (!(await this.#place(user, signal))) throw signal.reason;
    try {
      return await call();
    } finally {
      this.#running -= 1;
      user.running -= 1;
      const nowMs = this.#nowMs();
      this.#window.end(nowMs);
      this.#window.forget(nowMs, this.#limits.windowMs);
      this.#pump();
    }
  }

  #pause(user: User, at: Date): void {
    const longest = this.#nowMs() + LONGEST_PAUSE_MS;
    user.pausedUntilMs = Math.max(user.pausedUntilMs, Math.min(at.getTime(), longest));
  }

  #hear(user: User, end: "answered" | "in trouble"): void {
    const most = this.#limits.concurrency;
    user.places = end === "answered" ? Math.min(most, user.places + 1) : Math.max(1, Math.floor(Math.min(most, user.places) / 2));
  }

  /** True as soon as the call may begin; false where it was aborted before. */
  #place(user: User, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const giveUp = (): void => {
        this.#queue.delete(waiting);
        resolve(false);
        this.#pump();
      };
      const waiting: Waiting = {
        user,
        start: () => {
          signal.removeEventListener("abort", giveUp);
          resolve(true);
        },
      };
      this.#queue.add(waiting);
      this.#pump();
      // Most calls begin at once.
      if (this.#queue.has(waiting)) signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  /**
   * Lets in, in order of arrival, whoever may begin now; sees to it that the next is let in when its time comes. Who has to wait for a
   * reason of its own keeps nobody behind it waiting.
   */
  #pump(): void {
    let wakeAtMs: number | undefined;
    for (const waiting of this.#queue) {
      const freeAtMs = this.#freeAtMs();
      // What the whole site waits for, everybody behind waits for as well.
      if (freeAtMs === undefined || freeAtMs > this.#nowMs()) return this.#sleepUntil(freeAtMs);
      const { user } = waiting;
      if (user.running >= this.#placesOf(user)) continue;
      const pausedUntilMs = this.#pausedUntilMs(user);
      if (pausedUntilMs > this.#nowMs()) {
        wakeAtMs = Math.min(wakeAtMs ?? pausedUntilMs, pausedUntilMs);
        continue;
      }
      this.#queue.delete(waiting);
      this.#running += 1;
      user.running += 1;
      this.#window.begin();
      waiting.start();
    }
    return this.#sleepUntil(wakeAtMs);
  }

  /** Alone at a site, a connection takes nothing from anybody. */
  #placesOf(user: User): number {
    return this.#users.size > 1 ? user.places : this.#limits.concurrency;
  }

  /** A clock set back would otherwise hold calls up for as long as it was set back. */
  #pausedUntilMs(user: User): number {
    return Math.min(user.pausedUntilMs, this.#nowMs() + LONGEST_PAUSE_MS);
  }

  #freeAtMs(): number | undefined {
    const { concurrency, callsPerWindow, windowMs } = this.#limits;
    if (this.#running >= concurrency) return undefined;
    return this.#window.freeAt(this.#nowMs(), callsPerWindow, windowMs);
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

function isSame(first: SiteLimits, second: SiteLimits): boolean {
  return first.concurrency === second.concurrency && first.callsPerWindow === second.callsPerWindow && first.windowMs === second.windowMs;
}

function strictestOf(users: Iterable<{ readonly limits: SiteLimits }>): SiteLimits {
  let [concurrency, callsPerWindow, windowMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (const { limits } of users) {
    concurrency = Math.min(concurrency, limits.concurrency);
    callsPerWindow = Math.min(callsPerWindow, limits.callsPerWindow);
    windowMs = Math.max(windowMs, limits.windowMs);
  }
  return { concurrency: Math.max(1, concurrency), callsPerWindow: Math.max(1, callsPerWindow), windowMs };
}
