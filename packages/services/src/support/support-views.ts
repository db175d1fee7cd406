import {
  countPartnerHealth,
  listPartnerHealth,
  listPartners,
  listUnmapRequestsToAnswer,
  type HealthCounts,
  type HealthPosition,
  type HealthQuery,
  type OpenUnmapRequest,
  type OpenUnmapRequestQuery,
  type PartnerHealth,
  type PartnerQuery,
  type PartnerWithConnections,
} from "@integrations/database";
import type { Actor } from "../actor.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { ServiceContext } from "../service-context.ts";

/** The partners support can choose from, by name. */
export async function listPartnersForSupport(
  context: ServiceContext,
  query: PartnerQuery,
): Promise<{ items: Array<PartnerWithConnections & { sortName: string }>; more: boolean }> {
  const found = await context.database.asSupport((trx) => listPartners(trx, { ...query, limit: query.limit + 1 }));
  return { items: found.slice(0, query.limit), more: found.length > query.limit };
}

/** Nights that are queued or under way for longer than this are late: the window, three tries of a site, and some patience. */
const LATE_AFTER_MS = 6 * 60 * 60_000;

export type PartnerHealthView = PartnerHealth;

export type HealthPageQuery = Omit<HealthQuery, "lateBefore">;

/** How all partners stand, one row for each connection and one for each partner without. */
export async function listPartnerHealthForSupport(
  context: ServiceContext,
  query: HealthPageQuery,
): Promise<{ items: Array<PartnerHealth & { position: HealthPosition }>; more: boolean }> {
  const lateBefore = new Date(context.clock.now().getTime() - LATE_AFTER_MS);
  const found = await context.database.asSupport((trx) => listPartnerHealth(trx, { ...query, lateBefore, limit: query.limit + 1 }));
  return { items: found.slice(0, query.limit), more: found.length > query.limit };
}

/** How many rows of each state the same search finds. */
export async function countPartnerHealthForSupport(
  context: ServiceContext,
  query: Pick<HealthPageQuery, "search" | "providerId">,
): Promise<HealthCounts> {
  const lateBefore = new Date(context.clock.now().getTime() - LATE_AFTER_MS);
  return await context.database.asSupport((trx) => countPartnerHealth(trx, { ...query, lateBefore }));
}

/** Requests of partners to set a mapping back, oldest first. */
export async function listUnmapRequestsForSupport(
  context: ServiceContext,
  query: OpenUnmapRequestQuery,
): Promise<{ items: OpenUnmapRequest[]; more: boolean }> {
  const found = await context.database.asSupport((trx) => listUnmapRequestsToAnswer(trx, { ...query, limit: query.limit + 1 }));
  return { items: found.slice(0, query.limit), more: found.length > query.limit };
}

/** A support engineer looked at something, which is an act of its own. */
export async function recordSupportView(
  context: ServiceContext,
  actor: Actor,
  view: { readonly partnerId: string | null; readonly procedure: string },
): Promise<void> {
  const at = context.clock.now();
  const { partnerId, procedure } = view;
  const write = (trx: Parameters<typeof recordAudit>[0]): Promise<void> =>
    recordAudit(trx, { actor, partnerId, action: "support.viewed", facts: { procedure }, at });
  await (partnerId === null ? context.database.asSupport(write) : context.database.asPartner(partnerId, write));
}
