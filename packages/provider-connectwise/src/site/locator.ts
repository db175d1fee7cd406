import { ProviderError, type ProviderContext } from "@integrations/core";
import type { HttpClient } from "@integrations/provider-kit";
import { locate, type LocateOptions } from "./locate.ts";
import { isSameLocation, type Location } from "./location.ts";
import { recall, remember } from "./site-memory.ts";

/** Knows where one session's API is. */
export interface Locator {
  /** The place, from memory where it is known. */
  current(): Promise<Location>;
  /** The place, found out anew whatever is remembered. */
  fresh(): Promise<Location>;
  /**
   * The place after calls to `stale` found no endpoint there (the cloud changes its codebase at upgrades, V). Undefined
   * where it has not changed. Many calls that fail together cause one discovery.
   */
  after(stale: Location): Promise<Location | undefined>;
}

/** A site whose discovery still names the old place is not asked by every call that fails meanwhile. */
const ASK_AGAIN_AFTER_MS = 5_000;

export function createLocator(http: HttpClient, context: ProviderContext, options: LocateOptions): Locator {
  let known: Location | undefined;
  let underWay: Promise<Location> | undefined;
  let refusal: ProviderError | undefined;
  let unchangedAtMs = Number.NEGATIVE_INFINITY;

  const once = (find: () => Promise<Location>): Promise<Location> => {
    underWay ??= find().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  const discover = async (): Promise<Location> => {
    // A company id nobody knows is not asked for again by every call of the session.
    if (refusal !== undefined) throw refusal;
    try {
      const found = await locate(http, options);
      if (known === undefined || !isSameLocation(known, found)) await remember(context, options.companyId, found);
      known = found;
      return found;
    } catch (error) {
      if (error instanceof ProviderError && !error.retryable) refusal = error;
      throw error;
    }
  };

  const recallOrDiscover = async (): Promise<Location> => {
    known ??= await recall(context, options);
    return known ?? discover();
  };

  return {
    current: async () => known ?? once(recallOrDiscover),
    fresh: () => once(discover),
    async after(stale) {
      if (known !== undefined && !isSameLocation(known, stale)) return known;
      const nowMs = context.clock.now().getTime();
      if (nowMs - unchangedAtMs < ASK_AGAIN_AFTER_MS) return undefined;
      const found = await once(discover);
      if (!isSameLocation(found, stale)) return found;
      unchangedAtMs = nowMs;
      return undefined;
    },
  };
}
