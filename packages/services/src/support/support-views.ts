import {
  listPartners,
  listUnmapRequestsToAnswer,
  type OpenUnmapRequest,
  type OpenUnmapRequestQuery,
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
