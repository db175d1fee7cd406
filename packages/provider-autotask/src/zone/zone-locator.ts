import { ProviderError, type ProviderContext } from "@integrations/core";
import type { HttpClient } from "@integrations/provider-kit";
import { z } from "zod";
import type { SessionMemory } from "../memory/session-memory.ts";
import { readZoneInformation, type DiscoverOptions } from "./zone-information.ts";
import { isSameZone, zoneOf, type Zone } from "./zone.ts";

export interface ZoneLocator {
  /** The zone, from memory where it is known. */
  current(): Promise<Zone>;
  /** The zone, found out anew whatever is remembered. */
  fresh(): Promise<Zone>;
  /**
   * The zone after `stale` turned out not to answer or not to know the API: databases are moved. Undefined where it is still
   * the same. Many calls that fail together cause one discovery.
   */
  after(stale: Zone): Promise<Zone | undefined>;
}

/** Discovery that still names the old zone is not asked again by every call that fails meanwhile. */
const ASK_AGAIN_AFTER_MS = 60_000;

const remembered = z.object({
  userName: z.string(),
  apiHost: z.string(),
  basePath: z.string(),
  ci: z.number().nullable(),
});

export function createZoneLocator(
  http: HttpClient,
  memory: SessionMemory,
  { clock }: ProviderContext,
  options: DiscoverOptions,
): ZoneLocator {
  let known: Zone | undefined;
  let underWay: Promise<Zone> | undefined;
  let refusal: ProviderError | undefined;
  let sameAtMs = Number.NEGATIVE_INFINITY;

  const once = (find: () => Promise<Zone>): Promise<Zone> => {
    underWay ??= find().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  const discover = async (): Promise<Zone> => {
    // A user nobody knows is not asked for again by every call of the session.
    if (refusal !== undefined) throw refusal;
    try {
      const found = await readZoneInformation(http, options);
      if (known === undefined || !isSameZone(known, found) || known.ci !== found.ci) {
        await memory.change("zone", () => ({ userName: options.userName, ...found }));
      }
      known = found;
      return found;
    } catch (error) {
      if (error instanceof ProviderError && !error.retryable) refusal = error;
      throw error;
    }
  };

  /** What is stored is never trusted with credentials just for being stored: the rule about hosts is asked again. */
  const recall = async (): Promise<Zone | undefined> => {
    const parsed = remembered.safeParse(await memory.read("zone"));
    if (!parsed.success || parsed.data.userName !== options.userName) return undefined;
    const { apiHost, basePath, ci } = parsed.data;
    return zoneOf(`https://${apiHost}${basePath}`, ci, options.discoverySite);
  };

  return {
    current: async () =>
      known ??
      once(async () => {
        known ??= await recall();
        return known ?? discover();
      }),
    fresh: () => once(discover),
    async after(stale) {
      if (known !== undefined && !isSameZone(known, stale)) return known;
      const nowMs = clock.now().getTime();
      if (nowMs - sameAtMs < ASK_AGAIN_AFTER_MS) return undefined;
      const found = await once(discover);
      if (!isSameZone(found, stale)) return found;
      sameAtMs = nowMs;
      return undefined;
    },
  };
}
