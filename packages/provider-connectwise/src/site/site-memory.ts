import type { ProviderContext } from "@integrations/core";
import { z } from "zod";
import type { LocateOptions } from "./locate.ts";
import { locationOf, type Location } from "./location.ts";

const remembered = z.object({
  companyId: z.string(),
  site: z.string(),
  apiHost: z.string(),
  codebase: z.string().regex(/^[A-Za-z0-9._-]+\/$/),
  isCloud: z.boolean(),
});

/**
 * Where the company was found before. Undefined where nothing is remembered, where it does not belong to the connection's
 * settings any more, or where the rule about API hosts would not give it today: what is stored is never trusted with
 * credentials just for being stored.
 */
export async function recall(context: ProviderContext, options: LocateOptions): Promise<Location | undefined> {
  const stored = await context.memory.read().catch((error: unknown) => {
    context.logger.warn({ error }, "The remembered site could not be read");
    return undefined;
  });
  const parsed = remembered.safeParse(stored);
  if (!parsed.success) return undefined;
  const { companyId, site, apiHost, codebase, isCloud } = parsed.data;
  if (companyId !== options.companyId || !options.sites.includes(site)) return undefined;
  const location = locationOf(site, { siteUrl: apiHost, codebase, isCloud });
  return location?.apiHost === apiHost ? location : undefined;
}

/** A memory that cannot be written costs one discovery more, not the session. */
export async function remember(context: ProviderContext, companyId: string, location: Location): Promise<void> {
  await context.memory.write({ companyId, ...location }).catch((error: unknown) => {
    context.logger.warn({ error }, "The site could not be remembered");
  });
}
