/** A product as far as a choice needs it. */
export interface ProductChoice {
  readonly id: string;
  readonly identifier: string;
  readonly description: string;
}

/** A service and what is stored for it. */
export interface StoredMapping {
  readonly service: string;
  readonly productId: string | null;
}

/** Choices that are not saved yet, by service. There is none to set a service back: only support does that. */
export type MappingDraft = Readonly<Record<string, ProductChoice>>;

/** Choosing what is stored anyway takes the choice back. */
export function choose(draft: MappingDraft, row: StoredMapping, product: ProductChoice): MappingDraft {
  return product.id === row.productId ? withoutChoice(draft, row.service) : { ...draft, [row.service]: product };
}

export function withoutChoice(draft: MappingDraft, service: string): MappingDraft {
  return Object.fromEntries(Object.entries(draft).filter(([each]) => each !== service));
}

/** What `mapping.save` takes: the choices alone, so that nothing else is touched. */
export function assignmentsOf(draft: MappingDraft): Array<{ service: string; productId: string }> {
  return Object.entries(draft).map(([service, product]) => ({ service, productId: product.id }));
}

/** Drops the choices that have become what is stored, since somebody else has saved the same. */
export function rebase(draft: MappingDraft, rows: readonly StoredMapping[]): MappingDraft {
  const stored = new Map(rows.map((row) => [row.service, row.productId]));
  return Object.fromEntries(Object.entries(draft).filter(([service, product]) => stored.get(service) !== product.id));
}

/**
 * Services that somebody else has changed since the list was loaded here, and that have another choice waiting. Whether it is
 * still meant is for the person to say.
 */
export function overtaken<Row extends StoredMapping>(before: readonly StoredMapping[], now: readonly Row[], draft: MappingDraft): Row[] {
  const was = new Map(before.map((row) => [row.service, row.productId]));
  const waiting = rebase(draft, now);
  return now.filter((row) => waiting[row.service] !== undefined && was.get(row.service) !== row.productId);
}
