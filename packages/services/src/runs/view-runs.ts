import { reasonOf, type ReasonCode } from "@integrations/core";
import {
  findRun,
  listAgreementNames,
  listChanges,
  listCustomerNames,
  listFormerAgreementNames,
  listFormerProductNames,
  listProductNames,
  listRuns,
  type AgreementNames,
  type RunChangeRecord,
  type RunListQuery,
  type RunRecord,
  type Trx,
} from "@integrations/database";
import { getProvider } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

/** A change with the names a person knows, also of what is assigned or mapped no more; null where nothing of that id ever was. */
export interface RunChangeView extends RunChangeRecord {
  readonly customerName: string | null;
  readonly agreementName: string | null;
  readonly companyName: string | null;
  /** Everybody who is assigned to the agreement now. */
  readonly customers: AgreementNames["customers"];
  readonly productIdentifier: string | null;
  readonly productName: string | null;
}

export interface RunView extends RunRecord {
  readonly changes: readonly RunChangeView[];
  /** Whether there are more; the next page begins after the position of the last one. */
  readonly moreChanges: boolean;
}

export interface RunQuery {
  readonly runId: string;
  /** Position of the last change of the page before. */
  readonly changesAfter?: number | undefined;
  readonly changesLimit?: number | undefined;
}

const CHANGES_PER_PAGE = 10_000;

/** A run with what it changed and what it could not. @throws Refusal `not_found`, also for another partner's run */
export async function getRun(context: ServiceContext, scope: PartnerScope, query: RunQuery): Promise<RunView> {
  const partnerId = scope.partner.id;
  const limit = Math.min(query.changesLimit ?? CHANGES_PER_PAGE, CHANGES_PER_PAGE);
  return await context.database.asPartner(partnerId, async (trx) => {
    const run = isUuid(query.runId) ? await findRun(trx, partnerId, query.runId) : undefined;
    if (run === undefined) throw noSuchRun();
    const found = await listChanges(trx, { runId: run.id, after: query.changesAfter ?? 0, limit: limit + 1 });
    const changes = found.slice(0, limit);
    const names = await namesOf(trx, run, changes);
    return { ...run, changes: changes.map((change) => withNames(change, names)), moreChanges: found.length > limit };
  });
}

/** Newest first, without their changes. */
export async function listRunPage(
  context: ServiceContext,
  scope: PartnerScope,
  query: Omit<RunListQuery, "partnerId">,
): Promise<{ items: RunRecord[]; more: boolean }> {
  getProvider(context, query.providerId);
  const found = await context.database.asPartner(scope.partner.id, (trx) =>
    listRuns(trx, { ...query, limit: query.limit + 1, partnerId: scope.partner.id }),
  );
  return { items: found.slice(0, query.limit), more: found.length > query.limit };
}

/** What a person reads for a change or a run: what the provider said, or the reason's own sentence. */
export function sentenceOf(told: { readonly reason: ReasonCode | null; readonly detail: string | null }): string | null {
  if (told.reason === null) return null;
  const { sentence } = reasonOf(told.reason);
  return told.detail === null ? sentence : `${sentence} (${told.detail})`;
}

export function noSuchRun(): Refusal {
  return new Refusal("not_found", { field: "runId", detail: "There is no such update." });
}

/** Ids are UUIDs; Postgres refuses to compare any other text with one. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

interface Names {
  readonly customers: ReadonlyMap<string, string>;
  readonly agreements: ReadonlyMap<string, Partial<AgreementNames>>;
  readonly products: ReadonlyMap<string, ProductView>;
}

interface ProductView {
  readonly identifier: string;
  readonly description: string | null;
}

async function namesOf(trx: Trx, run: RunRecord, changes: readonly RunChangeRecord[]): Promise<Names> {
  const { partnerId, providerId, connectionId } = run;
  const customers = await listCustomerNames(trx, partnerId, distinct(changes.map((change) => change.customerId)));
  const agreementIds = distinct(changes.map((change) => change.agreementId));
  const agreements = await listAgreementNames(trx, connectionId, agreementIds);
  const mapped = await listProductNames(trx, connectionId);
  const former = (ids: readonly string[], known: ReadonlyMap<string, unknown>) => ({
    partnerId,
    providerId,
    ids: ids.filter((id) => !known.has(id)),
    until: run.finishedAt ?? run.startedAt ?? run.queuedAt,
  });
  const formerAgreements = await listFormerAgreementNames(trx, former(agreementIds, agreements));
  const formerProducts = await listFormerProductNames(trx, former(distinct(changes.map((change) => change.productId)), mapped));
  const products: Array<readonly [string, ProductView]> = [...formerProducts].map(([id, identifier]) => [
    id,
    { identifier, description: null },
  ]);
  return {
    customers,
    agreements: new Map<string, Partial<AgreementNames>>([...formerAgreements, ...agreements]),
    products: new Map([...products, ...mapped]),
  };
}

function withNames(change: RunChangeRecord, names: Names): RunChangeView {
  const agreement = change.agreementId === null ? undefined : names.agreements.get(change.agreementId);
  const product = change.productId === null ? undefined : names.products.get(change.productId);
  return {
    ...change,
    customerName: change.customerId === null ? null : (names.customers.get(change.customerId) ?? null),
    agreementName: agreement?.agreementName ?? null,
    companyName: agreement?.companyName ?? null,
    customers: agreement?.customers ?? [],
    productIdentifier: product?.identifier ?? null,
    productName: product?.description ?? null,
  };
}

function distinct(ids: ReadonlyArray<string | null>): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
