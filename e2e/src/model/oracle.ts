import type { AdditionRecord, AgreementRecord, PersonEdits } from "@integrations/connectwise-simulator";
import { wantsOf, zeroPolicyOf, type Picture, type PicturedCustomer } from "./picture.ts";
import { HOUR_MS, pairOf, type Customer, type Pair } from "./vocabulary.ts";

/** A line the platform remembers, as its database has it. */
export interface KeptLine {
  readonly agreementId: string;
  readonly productId: string;
  readonly lineId: string;
  readonly decision: "add_again" | "leave" | "set_zero" | null;
}

export interface Situation {
  readonly now: Date;
  readonly timeZone: string;
  readonly picture: Picture;
  readonly psa: PersonEdits;
  readonly kept: readonly KeptLine[];
  /** Set where the run is for the agreement of one customer. */
  readonly onlyCustomer: Customer | null;
  /** A run is held where at least this many lines, and 30 % of those found, would fall to 0. */
  readonly guardMinLines: number;
}

export type ExpectedWrite =
  | { readonly kind: "set"; readonly lineId: string; readonly before: number; readonly after: number }
  | { readonly kind: "add"; readonly after: number; readonly effectiveOn: string };

export interface Want {
  readonly quantity: number;
  /** Whether a line may be added: none was ever ours, or the partner wants it again. */
  readonly mayAdd: boolean;
}

/** What a run that nothing disturbs does from here. Written from the design's rules, not from the planner. */
export interface Expected {
  readonly writes: Map<Pair, ExpectedWrite>;
  /** What each pair should hold, where all that are counted for it are known, written or not. */
  readonly wants: Map<Pair, Want>;
  /** Whatever is told and not written, as `agreement/product before>after reason` or `agreement/customer reason`. */
  readonly problems: string[];
  /** What nobody has to look at: told, and no problem. */
  readonly chosen: Set<string>;
  /** Agreements on which nothing may be touched, since somebody assigned to them is excluded. */
  readonly leftAlone: ReadonlySet<number>;
  /** Remembered afterwards, by pair; a line that is to be added stands as "new". */
  readonly kept: Map<Pair, string>;
  readonly massDrop: boolean;
  readonly counts: { agreements: number; lines: number; unchanged: number; left: number };
}

const STALE_AFTER_MS = 36 * HOUR_MS;

export function expectedOf(situation: Situation): Expected {
  const { picture, psa, kept } = situation;
  const chosen = new Set<string>();
  const leftAlone = new Set<number>();
  const expected: Expected & { massDrop: boolean } = {
    writes: new Map(),
    wants: new Map(),
    problems: [],
    chosen,
    leftAlone,
    kept: new Map(kept.map((line) => [pairOf(line.agreementId, line.productId), `${line.lineId} ${line.decision ?? "-"}`])),
    massDrop: false,
    counts: { agreements: 0, lines: 0, unchanged: 0, left: 0 },
  };
  let drops = 0;
  for (const agreementId of agreementsInQuestion(situation)) {
    const assigned = [...picture.customers].filter(([, customer]) => customer.agreementId === agreementId);
    const ours = kept.filter((line) => line.agreementId === String(agreementId));
    if (ours.length === 0 && (assigned.length === 0 || picture.mappings.size === 0)) continue;
    expected.counts.agreements += 1;
    const excluded = assigned.filter(([, each]) => each.excluded).map(([name]) => `${agreementId}/${name} customer_excluded`);
    if (excluded.length > 0) {
      leftAlone.add(agreementId);
      for (const told of excluded) chosen.add(told);
      expected.problems.push(...excluded, ...(excluded.length < assigned.length ? [`${agreementId}/all agreement_has_excluded`] : []));
      continue;
    }
    const agreement = psa.agreement(agreementId);
    noteWants(situation, agreementId, { assigned: assigned.map(([, each]) => each), ours, expected });
    if (assigned.length > 0) {
      const whole = problemsOfAgreement(situation, agreementId, agreement, assigned);
      expected.problems.push(...whole);
      if (whole.length > 0) continue;
    }
    if (agreement !== undefined)
      drops += planAgreement(situation, agreement, { assigned: assigned.map(([, each]) => each), ours, expected });
  }
  expected.massDrop = drops > 0 && drops >= situation.guardMinLines && drops * 10 >= expected.counts.lines * 3;
  return expected;
}

export function todayOf(now: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(now);
}

/** Not cancelled, or only from a later day on. */
export function isOngoing(line: AdditionRecord, today: string): boolean {
  return line.cancelledDate === undefined || line.cancelledDate.slice(0, 10) > today;
}

export function isOver(agreement: AgreementRecord, now: Date, today: string): boolean {
  if (agreement.cancelledFlag || (agreement.status ?? "Active") !== "Active") return true;
  const end = agreement.noEndingDateFlag ? undefined : agreement.endDate?.slice(0, 10);
  // ConnectWise itself shows "Expired" by its own day.
  return end !== undefined && (end < today || end < now.toISOString().slice(0, 10));
}

function agreementsInQuestion({ picture, kept, onlyCustomer }: Situation): Set<number> {
  if (onlyCustomer !== null) {
    const agreementId = picture.customers.get(onlyCustomer)?.agreementId ?? null;
    return new Set(agreementId === null ? [] : [agreementId]);
  }
  const assigned = [...picture.customers.values()].flatMap(({ agreementId }) => (agreementId === null ? [] : [agreementId]));
  return new Set([...assigned, ...kept.map((line) => Number(line.agreementId))]);
}

function noteWants({ picture, now }: Situation, agreementId: number, { assigned, ours, expected }: AgreementFacts): void {
  const isKnown = assigned.every(({ archived, count }) => archived || (count !== null && !isStale(count, now)));
  for (const [productId, quantity] of isKnown && assigned.length > 0 ? wantsOf(picture, assigned) : []) {
    const remembered = ours.find((line) => line.productId === String(productId));
    const policy = zeroPolicyOf(picture, productId);
    if (quantity === 0 && (policy === "leave" || (policy === "ask" && remembered?.decision !== "set_zero"))) continue;
    expected.wants.set(pairOf(agreementId, productId), {
      quantity,
      mayAdd: remembered === undefined || remembered.decision === "add_again",
    });
  }
  for (const { productId, decision } of ours) {
    const pair = pairOf(agreementId, productId);
    if (decision === "set_zero" && !expected.wants.has(pair)) expected.wants.set(pair, { quantity: 0, mayAdd: false });
  }
}

function isStale(count: { readonly observedAtMs: number }, now: Date): boolean {
  return now.getTime() - count.observedAtMs > STALE_AFTER_MS;
}

function problemsOfAgreement(
  { now, timeZone }: Situation,
  agreementId: number,
  agreement: AgreementRecord | undefined,
  assigned: ReadonlyArray<readonly [Customer, PicturedCustomer]>,
): string[] {
  const [first, ...others] = assigned;
  const alone = first !== undefined && others.length === 0 ? first[0] : "all";
  if (agreement === undefined) return [`${agreementId}/${alone} agreement_not_found`];
  if (isOver(agreement, now, todayOf(now, timeZone))) return [`${agreementId}/${alone} agreement_ended`];
  return assigned.flatMap(([name, { archived, count }]) => {
    if (archived) return [];
    if (count === null) return [`${agreementId}/${name} quantities_missing`];
    return isStale(count, now) ? [`${agreementId}/${name} quantities_stale`] : [];
  });
}

interface AgreementFacts {
  readonly assigned: readonly PicturedCustomer[];
  readonly ours: readonly KeptLine[];
  readonly expected: Expected;
}

/** @returns how many lines fall to 0 without anybody having chosen so */
function planAgreement(situation: Situation, agreement: AgreementRecord, { assigned, ours, expected }: AgreementFacts): number {
  const { psa, now, timeZone, picture } = situation;
  const today = todayOf(now, timeZone);
  const wants = assigned.length === 0 ? new Map<number, number>() : wantsOf(picture, assigned);
  let drops = 0;
  for (const [productId, want] of wants) {
    const pair = pairOf(agreement.id, productId);
    const remembered = ours.find((line) => line.productId === String(productId));
    const ongoing = psa.lines(agreement.id).filter((line) => line.productId === productId && isOngoing(line, today));
    const effective = ongoing.filter((line) => line.effectiveDate === undefined || line.effectiveDate.slice(0, 10) <= today);
    const line = only(ongoing) ?? ongoing.find((each) => String(each.id) === remembered?.lineId) ?? only(effective);
    if (line !== undefined) {
      const before = line.quantity ?? 0;
      if (want === 0 && before > 0 && zeroPolicyOf(picture, productId) !== "write") {
        planZero(situation, { pair, productId, before, lineId: String(line.id), remembered }, expected);
        continue;
      }
      expected.counts.lines += 1;
      expected.kept.set(pair, `${line.id} -`);
      if (before === want) expected.counts.unchanged += 1;
      else if (usable(situation, productId, `${pair} ${before}>${want}`, expected)) {
        expected.writes.set(pair, { kind: "set", lineId: String(line.id), before, after: want });
        if (before > 0 && want === 0) drops += 1;
      }
    } else if (ongoing.length > 0) {
      expected.problems.push(`${pair} ->${want} several_lines`);
    } else if (remembered !== undefined && remembered.decision !== "add_again") {
      if (want > 0 && remembered.decision === "leave") expected.counts.left += 1;
      else if (want > 0) expected.problems.push(`${pair} ->${want} line_removed`);
    } else if (want > 0 && usable(situation, productId, `${pair} ->${want}`, expected)) {
      const starts = agreement.billStartDate.slice(0, 10);
      expected.writes.set(pair, { kind: "add", after: want, effectiveOn: starts > today ? starts : today });
      expected.kept.set(pair, "new -");
    }
  }
  for (const line of ours) {
    if (!wants.has(Number(line.productId))) planOrphan(situation, agreement, { line, expected, today });
  }
  return drops;
}

/** A line that would fall to 0, of a product that is not just set to 0. */
function planZero(
  { picture }: Situation,
  line: {
    readonly pair: Pair;
    readonly productId: number;
    readonly before: number;
    readonly lineId: string;
    readonly remembered: KeptLine | undefined;
  },
  expected: Expected & { readonly chosen: Set<string> },
): void {
  const { pair, before, lineId, remembered } = line;
  const isAsked = zeroPolicyOf(picture, line.productId) === "ask";
  const answer = isAsked && remembered?.lineId === lineId ? remembered.decision : null;
  if (answer === "set_zero") {
    expected.writes.set(pair, { kind: "set", lineId, before, after: 0 });
    expected.kept.set(pair, `${lineId} -`);
  } else if (answer === "leave") {
    expected.counts.left += 1;
  } else {
    expected.counts.lines += 1;
    expected.kept.set(pair, `${lineId} -`);
    const told = `${pair} ${before}>0 ${isAsked ? "zero_asks" : "zero_left"}`;
    expected.problems.push(told);
    if (!isAsked) expected.chosen.add(told);
  }
}

function only<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function usable({ psa }: Situation, productId: number, about: string, { problems }: Expected): boolean {
  const product = psa.product(productId);
  if (product !== undefined && !product.inactiveFlag && product.productClass !== "Bundle") return true;
  const reason = product === undefined || product.inactiveFlag ? "product_not_found" : "product_not_allowed";
  problems.push(`${about} ${reason}`);
  return false;
}

/** A line that was ours and that nobody asks for any more. */
function planOrphan(
  { psa, now }: Situation,
  agreement: AgreementRecord,
  { line, expected, today }: { readonly line: KeptLine; readonly expected: Expected; readonly today: string },
): void {
  const pair = pairOf(agreement.id, line.productId);
  const found = psa.line(Number(line.lineId));
  const isThere = found !== undefined && found.agreementId === agreement.id && String(found.productId) === line.productId;
  const before = isThere && isOngoing(found, today) ? (found.quantity ?? 0) : 0;
  if (before === 0) expected.kept.delete(pair);
  else if (line.decision === "leave") expected.counts.left += 1;
  else if (line.decision !== "set_zero") expected.problems.push(`${pair} ${before}>- line_orphaned`);
  else if (isOver(agreement, now, today)) expected.problems.push(`${pair} ${before}>0 agreement_ended`);
  else {
    expected.writes.set(pair, { kind: "set", lineId: line.lineId, before, after: 0 });
    expected.kept.set(pair, `${line.lineId} -`);
  }
}
