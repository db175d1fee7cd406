import {
  addTotals,
  agreementProblem,
  agreementProblems,
  computeWants,
  planAgreement,
  reasonOfProviderError,
  type Agreement,
  type AgreementLines,
  type AgreementPlan,
  type AgreementWant,
  type PlanProblem,
  type RememberedLine,
} from "@integrations/core";
import { customersOf, keptLinesOf, type EarlierWrite, type RunInputAgreement } from "@integrations/database";
import { KeptLineBuffer } from "./kept-line-buffer.ts";
import { confirmedWrites, type ConfirmedWrite } from "./reconcile.ts";
import type { RunWork } from "./run-job.ts";
import { emptyPlan, type RunPlan } from "./run-plan.ts";
import { SiteWatch } from "./site-watch.ts";

/**
 * Reads what the run needs from the provider and compares, agreement by agreement as the answers come, so that memory holds only
 * what differs.
 *
 * @param earlier writes of earlier attempts of this run
 * @throws ProviderError where nothing can be done at all
 * @throws RunStopped
 */
export async function readAndPlan(work: RunWork, earlier: readonly EarlierWrite[]): Promise<RunPlan> {
  const plan = emptyPlan();
  const inputs = new Map(work.input.agreements.filter((each) => needsLook(work, each)).map((each) => [each.agreementId, each]));
  plan.agreements = inputs.size;
  if (inputs.size === 0) return plan;

  const mapped = [...new Set(work.input.mappings.values())];
  const [agreements, products] = await Promise.all([
    work.session.readAgreements([...inputs.keys()]),
    mapped.length === 0 ? [] : work.session.readProducts(mapped),
  ]);
  plan.products = new Map(products.map((product) => [product.id, product]));
  const found = new Map(agreements.map((agreement) => [agreement.id, agreement]));
  const toRead = judgeAgreements(work, plan, inputs, found);
  plan.linesAsked = toRead.length;
  work.control.progress.agreementsTotal = toRead.length;
  await readLines(work, plan, { inputs, found, toRead, earlier: Map.groupBy(earlier, (change) => change.agreementId ?? "") });
  return plan;
}

/** Assigned, and something is mapped; or a line is kept there that nobody asks for any more. */
function needsLook(work: RunWork, agreement: RunInputAgreement): boolean {
  if (agreement.customersJson !== null && work.input.mappings.size > 0) return true;
  return agreement.keptJson !== null;
}

/** Records the agreements that are left alone as a whole, and answers with the ones whose lines are to be read. */
function judgeAgreements(
  work: RunWork,
  plan: RunPlan,
  inputs: ReadonlyMap<string, RunInputAgreement>,
  found: ReadonlyMap<string, Agreement>,
): string[] {
  const toRead: string[] = [];
  for (const input of inputs.values()) {
    const agreement = found.get(input.agreementId);
    const want = wantOf(work, input);
    const problems = want === undefined ? [] : agreementProblems(want, agreement, work.today);
    plan.problems.push(...problems);
    if (problems.length === 0 && agreement !== undefined) toRead.push(input.agreementId);
  }
  return toRead;
}

/** Computed where it is needed and dropped again: a partner may have very many agreements. */
function wantOf(work: RunWork, input: RunInputAgreement): AgreementWant | undefined {
  const { bundles, mappings, zeroPolicies } = work.input;
  const customers = customersOf(input);
  return computeWants({ now: work.loadedAt, today: work.today, bundles, mappings, zeroPolicies, customers }).get(input.agreementId);
}

interface Reading {
  readonly inputs: Map<string, RunInputAgreement>;
  readonly found: Map<string, Agreement>;
  readonly toRead: readonly string[];
  readonly earlier: ReadonlyMap<string, readonly EarlierWrite[]>;
}

async function readLines(work: RunWork, plan: RunPlan, reading: Reading): Promise<void> {
  if (reading.toRead.length === 0) return;
  const { control, session, today } = work;
  const kept = new KeptLineBuffer(work);
  const watch = new SiteWatch(
    () => session.readAgreements(reading.toRead.slice(0, 1)),
    (error) => control.stop({ kind: "provider", error }),
  );
  for await (const result of session.readLines(reading.toRead, { asOf: today })) {
    control.throwIfStopped();
    control.progress.agreementsRead += 1;
    if (result.error === undefined) {
      watch.succeeded();
      await planOne(work, plan, { reading, keep: kept, result });
    } else {
      if (result.error.code === "credentials_refused") throw result.error;
      plan.unreadable.push(unreadable(work, reading, result));
      if (result.error.retryable) plan.readError = result.error;
      await watch.failed(result.error);
      control.throwIfStopped();
    }
    reading.inputs.delete(result.agreementId);
    reading.found.delete(result.agreementId);
  }
  await kept.flush();
}

type ReadResult = Extract<AgreementLines, { readonly error?: undefined }>;
type FailedResult = Exclude<AgreementLines, ReadResult>;

async function planOne(
  work: RunWork,
  plan: RunPlan,
  { reading, keep, result }: { reading: Reading; keep: KeptLineBuffer; result: ReadResult },
): Promise<void> {
  const { agreementId, lines } = result;
  const input = reading.inputs.get(agreementId);
  const agreement = reading.found.get(agreementId);
  if (input === undefined || agreement === undefined) return;
  const { today } = work;
  const kept = keptLinesOf(input);
  const earlier = reading.earlier.get(agreementId) ?? [];
  const confirmed = confirmedWrites({ earlier, lines, remembered: kept, today });
  const remembered = confirmed.length === 0 ? kept : [...kept, ...unknownYet(kept, confirmed)];
  const planned = planAgreement({ today, want: wantOf(work, input), agreement, lines, remembered, products: plan.products });
  plan.totals = addTotals(plan.totals, planned.totals);
  plan.problems.push(...planned.problems);
  if (work.resumed) plan.readIds.add(agreementId);
  const writes = planned.writes.filter((write) => {
    if (write.kind !== "add" || work.canAdd) return true;
    plan.problems.push(cannotAdd(write.agreementId, write.productId, write.after));
    return false;
  });
  if (writes.length > 0) {
    const rememberedByProduct = new Map(remembered.map((line) => [line.productId, line]));
    const toDo = writes.map((write) => ({ write, remembered: rememberedByProduct.get(write.productId) }));
    plan.works.push({ agreement, writes: toDo });
  }
  plan.confirmed.push(...confirmed);
  await keep.add(rememberedWithoutWrite(planned), planned.forget);
}

/** Lines that a dead worker wrote and did not come to remember are ours all the same, whatever stands beside them by now. */
function unknownYet(kept: readonly RememberedLine[], confirmed: readonly ConfirmedWrite[]): RememberedLine[] {
  const known = new Set(kept.map((line) => line.productId));
  return confirmed.flatMap(({ change: { agreementId, productId }, lineId }) =>
    agreementId === null || productId === null || known.has(productId) ? [] : [{ agreementId, productId, lineId, decision: null }],
  );
}

/** A line that is about to be written is remembered once the write has taken effect. */
function rememberedWithoutWrite(planned: AgreementPlan): AgreementPlan["remember"] {
  if (planned.writes.length === 0) return planned.remember;
  const written = new Set(planned.writes.map((write) => write.productId));
  return planned.remember.filter((line) => !written.has(line.productId));
}

function unreadable(work: RunWork, reading: Reading, { agreementId, error }: FailedResult): PlanProblem {
  const input = reading.inputs.get(agreementId);
  const want = (input && wantOf(work, input)) ?? {
    agreementId,
    customerIds: [],
    quantities: new Map(),
    zeroPolicies: new Map(),
    unknown: [],
  };
  const reason = error.code === "not_found" ? "agreement_not_found" : reasonOfProviderError(error);
  return agreementProblem(want, reason, error.detail ?? null);
}

function cannotAdd(agreementId: string, productId: string, after: number): PlanProblem {
  const detail = "This provider takes no new lines from outside; add the line by hand.";
  return { agreementId, productId, customerId: null, lineId: null, before: null, after, reason: "rejected", detail };
}
