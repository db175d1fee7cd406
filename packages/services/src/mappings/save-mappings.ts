import type { Product } from "@integrations/core";
import {
  listMappings,
  listServices,
  lockConnection,
  putMappings,
  raiseMappingVersion,
  sumUnitsByService,
  type ConnectionRecord,
  type MappingRecord,
  type ServiceRecord,
  type Trx,
} from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import { enabled, getProvider, requireConnection } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { storableText } from "../sessions/storable-text.ts";
import { withSession } from "../sessions/with-session.ts";

export interface MappingChoice {
  readonly service: string;
  /** Null is Not Assigned: fine for a service that is so already, and for support alone otherwise. */
  readonly productId: string | null;
}

export interface SaveMappingsInput {
  readonly providerId: string;
  readonly assignments: readonly MappingChoice[];
  /** The version of the list this was chosen from. Left out, the last one to save wins. */
  readonly version?: number | undefined;
}

export interface SavedMappings {
  readonly version: number;
  /** How many services are mapped otherwise than before. */
  readonly changed: number;
}

/**
 * Maps services to products: all of them or none. Every product that is new to its service is looked at first.
 * @throws Refusal `not_enabled`, `invalid_input`, `unmap_needs_support`, `service_deprecated`, `product_not_found`,
 * `product_not_allowed`, `changed_meanwhile`, or what went wrong at the provider
 */
export async function saveMappings(
  context: ServiceContext,
  scope: PartnerScope,
  input: SaveMappingsInput,
  signal: AbortSignal,
): Promise<SavedMappings> {
  const provider = getProvider(context, input.providerId);
  const { connection, wanted } = await context.database.asPartner(scope.partner.id, async (trx) => {
    const found = await requireConnection(trx, scope, provider.id);
    return { connection: found, wanted: await changesToMake(trx, found, input) };
  });
  const products = await verifyProducts(context, connection, wanted, signal);
  const at = context.clock.now();
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const current = enabled(await lockConnection(trx, { partnerId: scope.partner.id, providerId: provider.id }));
    if (current.id !== connection.id) throw new Refusal("changed_meanwhile");
    // What was true before the provider was asked may not be any more.
    const changes = await changesToMake(trx, current, input);
    if (changes.some((change) => !products.has(change.productId))) throw new Refusal("changed_meanwhile");
    if (changes.length === 0) return { version: current.mappingVersion, changed: 0 };
    await putMappings(
      trx,
      current,
      changes.map((change) => toMapping(change, products.get(change.productId), at)),
    );
    const version = await raiseMappingVersion(trx, current.id, at);
    const facts = { providerId: provider.id, version, changes: changes.map((change) => factsOf(change, products)) };
    await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "mapping.saved", facts, at });
    return { version, changed: changes.length };
  });
}

interface Change {
  readonly index: number;
  readonly service: string;
  readonly productId: string;
  readonly before: MappingRecord | undefined;
}

/** The choices that differ from what is stored. @throws Refusal where one of them is not to be had */
async function changesToMake(trx: Trx, connection: ConnectionRecord, input: SaveMappingsInput): Promise<Change[]> {
  if (input.version !== undefined && input.version !== connection.mappingVersion) throw new Refusal("changed_meanwhile");
  const services = new Map((await listServices(trx)).map((service) => [service.code, service]));
  const mappings = new Map((await listMappings(trx, connection.id)).map((mapping) => [mapping.serviceCode, mapping]));
  const seen = new Set<string>();
  const changes: Change[] = [];
  const deprecated: Change[] = [];
  for (const [index, { service, productId }] of input.assignments.entries()) {
    const known = mappableService(services.get(service), seen, { index, code: service });
    const before = mappings.get(service);
    if (productId === null) {
      if (before !== undefined) throw refusal("unmap_needs_support", index, `${known.name} is mapped and cannot be set back here.`);
      continue;
    }
    if (before?.productId === productId) continue;
    const change = { index, service, productId, before };
    changes.push(change);
    if (known.deprecated && before === undefined) deprecated.push(change);
  }
  if (deprecated.length > 0) await refuseWithoutUnits(trx, connection.partnerId, deprecated, services);
  return changes;
}

function mappableService(
  service: ServiceRecord | undefined,
  seen: Set<string>,
  given: { readonly index: number; readonly code: string },
): ServiceRecord {
  if (service === undefined) throw refusal("invalid_input", given.index, `There is no service "${given.code}".`);
  if (service.kind === "bundle") throw refusal("invalid_input", given.index, `${service.name} is a bundle: map the services in it.`);
  if (seen.has(service.code)) throw refusal("invalid_input", given.index, `${service.name} is named twice.`);
  seen.add(service.code);
  return service;
}

async function refuseWithoutUnits(
  trx: Trx,
  partnerId: string,
  changes: readonly Change[],
  services: ReadonlyMap<string, ServiceRecord>,
): Promise<void> {
  const units = await sumUnitsByService(trx, partnerId);
  for (const { index, service } of changes) {
    if ((units.get(service)?.units ?? 0) > 0) continue;
    throw refusal("service_deprecated", index, `${services.get(service)?.name} is deprecated and none of your customers has units of it.`);
  }
}

/** The products of these changes, as the provider has them now. @throws Refusal where one is gone or cannot be a line */
async function verifyProducts(
  context: ServiceContext,
  connection: ConnectionRecord,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<Map<string, Product>> {
  const ids = [...new Set(changes.map((change) => change.productId))];
  if (ids.length === 0) return new Map();
  const found = await withSession(context, connection, signal, (session) => session.readProducts(ids));
  const products = new Map(found.map((product) => [product.id, product]));
  for (const { index, productId } of changes) {
    const product = products.get(productId);
    if (product === undefined) throw refusal("product_not_found", index, "The product is gone at the provider.", "productId");
    if (!product.active) throw refusal("product_not_found", index, `The product ${product.identifier} is inactive.`, "productId");
    if (!product.allowedOnAgreement) {
      throw refusal("product_not_allowed", index, `${product.identifier} is a bundle and cannot be a line.`, "productId");
    }
  }
  return products;
}

function toMapping(change: Change, product: Product | undefined, at: Date): Omit<MappingRecord, "zeroPolicy"> {
  return {
    serviceCode: change.service,
    productId: change.productId,
    productIdentifier: storableText(product?.identifier ?? ""),
    productDescription: storableText(product?.description ?? ""),
    mappedAt: at,
  };
}

function factsOf(change: Change, products: ReadonlyMap<string, Product>): Record<string, unknown> {
  return {
    service: change.service,
    from: change.before === undefined ? null : { productId: change.before.productId, identifier: change.before.productIdentifier },
    to: { productId: change.productId, identifier: storableText(products.get(change.productId)?.identifier ?? "") },
  };
}

function refusal(
  reason: "invalid_input" | "unmap_needs_support" | "service_deprecated" | "product_not_found" | "product_not_allowed",
  index: number,
  detail: string,
  key = "service",
): Refusal {
  return new Refusal(reason, { field: `assignments.${index}.${key}`, detail });
}
