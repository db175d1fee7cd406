import {
  closeUnmapRequest,
  deleteMapping,
  listMappings,
  listServices,
  lockConnection,
  openUnmapRequest,
  raiseMappingVersion,
  type ConnectionRecord,
  type Trx,
  type UnmapRequestRecord,
} from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import { enabled, getProvider } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

export interface RequestUnmapInput {
  readonly providerId: string;
  readonly service: string;
  readonly note?: string | undefined;
}

/** Asks support to set a mapped service back to Not Assigned. Asking twice is asking once. @throws Refusal `not_enabled`, `invalid_input` */
export async function requestUnmap(context: ServiceContext, scope: PartnerScope, input: RequestUnmapInput): Promise<UnmapRequestRecord> {
  const at = context.clock.now();
  return await withLocked(context, scope, input, async (trx, connection) => {
    const mapped = (await listMappings(trx, connection.id)).some((mapping) => mapping.serviceCode === input.service);
    if (!mapped) throw notMapped();
    const { request, isNew } = await openUnmapRequest(trx, {
      connectionId: connection.id,
      partnerId: scope.partner.id,
      providerId: input.providerId,
      serviceCode: input.service,
      requestedBy: scope.actor.subject,
      note: input.note ?? null,
      requestedAt: at,
    });
    if (isNew) {
      const facts = { providerId: input.providerId, service: input.service, note: request.note };
      await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "mapping.unmap_requested", facts, at });
    }
    return request;
  });
}

export interface ClearMappingInput {
  readonly providerId: string;
  readonly service: string;
  /** Reference of the ticket in which the partner asked. */
  readonly ticket: string;
}

/** Sets a mapped service back to Not Assigned, for support alone. @throws Refusal `forbidden`, `not_enabled`, `invalid_input` */
export async function clearMapping(context: ServiceContext, scope: PartnerScope, input: ClearMappingInput): Promise<{ version: number }> {
  if (scope.actor.role !== "support") throw new Refusal("forbidden");
  const ticket = input.ticket.trim();
  if (ticket === "") throw new Refusal("invalid_input", { field: "ticket", detail: "A ticket reference is needed." });
  const at = context.clock.now();
  return await withLocked(context, scope, input, async (trx, connection) => {
    const removed = await deleteMapping(trx, connection.id, input.service);
    if (removed === undefined) throw notMapped();
    const version = await raiseMappingVersion(trx, connection.id, at);
    await closeUnmapRequest(trx, {
      connectionId: connection.id,
      serviceCode: input.service,
      closedBy: scope.actor.subject,
      ticket,
      closedAt: at,
    });
    const from = { productId: removed.productId, identifier: removed.productIdentifier };
    const facts = { providerId: input.providerId, service: input.service, ticket, from };
    await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "mapping.cleared", facts, at });
    return { version };
  });
}

async function withLocked<Result>(
  context: ServiceContext,
  scope: PartnerScope,
  input: { readonly providerId: string; readonly service: string },
  work: (trx: Trx, connection: ConnectionRecord) => Promise<Result>,
): Promise<Result> {
  getProvider(context, input.providerId);
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = enabled(await lockConnection(trx, { partnerId: scope.partner.id, providerId: input.providerId }));
    const services = await listServices(trx);
    if (!services.some((service) => service.code === input.service && service.kind === "service")) {
      throw new Refusal("invalid_input", { field: "service", detail: `There is no service "${input.service}" that could be mapped.` });
    }
    return await work(trx, connection);
  });
}

function notMapped(): Refusal {
  return new Refusal("invalid_input", { field: "service", detail: "The service is not mapped." });
}
