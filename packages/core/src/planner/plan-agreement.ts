import { laterOf, type LocalDate } from "../domain/local-date.ts";
import type { Agreement, Line, Product } from "../provider/provider.ts";
import { chooseLine, isOngoing, type LineChoice } from "./choose-line.ts";
import type { RememberedLine } from "./plan-input.ts";
import { agreementProblems, isAgreementEnded } from "./plan-problems.ts";
import type { AgreementPlan, LineToRemember, PairKey, PlannedWrite, PlanProblem, PlanTotals } from "./plan.ts";
import type { AgreementWant } from "./wants.ts";

export interface AgreementFacts {
  readonly today: LocalDate;
  /** Undefined where no customer is assigned to it any more and only lines from earlier runs point to it. */
  readonly want: AgreementWant | undefined;
  readonly agreement: Agreement;
  /** Every line of the agreement, as read. */
  readonly lines: readonly Line[];
  /** What earlier runs kept on this agreement. */
  readonly remembered: readonly RememberedLine[];
  /** The mapped products that exist at the provider, by id. */
  readonly products: ReadonlyMap<string, Product>;
}

/**
 * Compares one agreement with what it should hold. Pure; writes are returned, not done. An agreement that must be left alone
 * as a whole (see `agreementProblems`) gets a plan of nothing but those problems, whether or not the caller looked before.
 */
export function planAgreement(facts: AgreementFacts): AgreementPlan {
  const plan = new PlanBuilder(facts.agreement.id);
  const wholeProblems = facts.want === undefined ? [] : agreementProblems(facts.want, facts.agreement, facts.today);
  if (wholeProblems.length > 0) return plan.leaveAlone(wholeProblems);
  const linesByProduct = Map.groupBy(facts.lines, (line) => line.productId);
  const rememberedByProduct = new Map(facts.remembered.map((line) => [line.productId, line]));
  for (const [productId, quantity] of facts.want?.quantities ?? []) {
    const remembered = rememberedByProduct.get(productId);
    planPair(plan, facts, {
      productId,
      quantity,
      remembered,
      choice: chooseLine(linesByProduct.get(productId) ?? [], remembered, facts.today),
    });
  }
  for (const remembered of facts.remembered) {
    if (facts.want?.quantities.has(remembered.productId) !== true) planOrphan(plan, facts, remembered);
  }
  return plan.build();
}

interface Pair {
  readonly productId: string;
  readonly quantity: number;
  readonly remembered: RememberedLine | undefined;
  readonly choice: LineChoice;
}

function planPair(plan: PlanBuilder, facts: AgreementFacts, pair: Pair): void {
  const { productId, quantity, choice } = pair;
  switch (choice.kind) {
    case "line": {
      const { line } = choice;
      const zeroPolicy = facts.want?.zeroPolicies.get(productId);
      if (quantity === 0 && line.quantity > 0 && zeroPolicy !== undefined) {
        planZero(plan, zeroPolicy, pair, line);
        return;
      }
      if (line.id !== pair.remembered?.lineId || pair.remembered.decision !== null) plan.remember(productId, line.id);
      plan.found();
      if (line.quantity === quantity) plan.unchanged();
      else if (isProductUsable(plan, facts, pair, line)) plan.set(line, quantity);
      return;
    }
    case "several":
      plan.problem({ productId, after: quantity, reason: "several_lines" });
      return;
    case "removed":
      if (quantity === 0) return;
      if (choice.left) plan.left();
      else if (hasNamelessLine(facts)) plan.nameless(productId, quantity);
      else plan.problem({ productId, lineId: pair.remembered?.lineId ?? null, after: quantity, reason: "line_removed" });
      return;
    case "none":
      if (quantity === 0) return;
      if (hasNamelessLine(facts)) plan.nameless(productId, quantity);
      else if (isProductUsable(plan, facts, pair, null)) {
        plan.add(productId, quantity, laterOf(facts.today, facts.agreement.billingStartsOn));
      }
  }
}

/** The count fell to 0, and the mapping says not to write that just so. What the partner chose holds for the line it was asked about. */
function planZero(plan: PlanBuilder, policy: "leave" | "ask", { productId, remembered }: Pair, line: Line): void {
  const decision = remembered?.lineId === line.id ? remembered.decision : null;
  if (policy === "ask" && decision === "set_zero") {
    plan.setDecidedZero(line);
  } else if (policy === "ask" && decision === "leave") {
    plan.left();
  } else {
    if (line.id !== remembered?.lineId || decision !== null) plan.remember(productId, line.id);
    plan.found();
    plan.problem({ productId, lineId: line.id, before: line.quantity, after: 0, reason: policy === "ask" ? "zero_asks" : "zero_left" });
  }
}

/** An ongoing line whose product the provider does not name may be any product's: a line added beside it could be a second one. */
function hasNamelessLine({ lines, today }: AgreementFacts): boolean {
  return lines.some((line) => line.productId === "" && isOngoing(line, today));
}

function isProductUsable(plan: PlanBuilder, facts: AgreementFacts, pair: Pair, line: Line | null): boolean {
  const product = facts.products.get(pair.productId);
  const reason = product === undefined || !product.active ? "product_not_found" : product.allowedOnAgreement ? null : "product_not_allowed";
  if (reason === null) return true;
  plan.problem({ productId: pair.productId, lineId: line?.id ?? null, before: line?.quantity ?? null, after: pair.quantity, reason });
  return false;
}

/** A line we once kept that no mapping or assignment wants any more. */
function planOrphan(plan: PlanBuilder, facts: AgreementFacts, remembered: RememberedLine): void {
  // A line that was moved to another product by hand is no longer the one we kept.
  const line = facts.lines.find((each) => each.id === remembered.lineId && each.productId === remembered.productId);
  if (facts.lines.some((each) => each.id === remembered.lineId && each.productId === "")) return;
  if (line === undefined || !isOngoing(line, facts.today) || line.quantity === 0) {
    plan.forget(remembered.productId);
  } else if (remembered.decision === "leave") {
    plan.left();
  } else if (remembered.decision === "set_zero" && isAgreementEnded(facts.agreement, facts.today)) {
    plan.problem({ productId: remembered.productId, lineId: line.id, before: line.quantity, after: 0, reason: "agreement_ended" });
  } else if (remembered.decision === "set_zero") {
    plan.setDecidedZero(line);
  } else {
    plan.problem({ productId: remembered.productId, lineId: line.id, before: line.quantity, after: null, reason: "line_orphaned" });
  }
}

class PlanBuilder {
  readonly #agreementId: string;
  readonly #writes: PlannedWrite[] = [];
  readonly #problems: PlanProblem[] = [];
  readonly #remember: LineToRemember[] = [];
  readonly #forget: PairKey[] = [];
  #totals: { -readonly [Key in keyof PlanTotals]: number } = { lines: 0, drops: 0, unchanged: 0, left: 0 };

  constructor(agreementId: string) {
    this.#agreementId = agreementId;
  }

  set(line: Line, after: number): void {
    this.#pushSet(line, after, false);
    if (line.quantity > 0 && after === 0) this.#totals.drops += 1;
  }

  /** The partner chose this 0, so it is not what a broken count looks like. */
  setDecidedZero(line: Line): void {
    this.#pushSet(line, 0, true);
  }

  add(productId: string, after: number, effectiveOn: LocalDate): void {
    this.#writes.push({ kind: "add", agreementId: this.#agreementId, productId, before: null, after, effectiveOn });
  }

  nameless(productId: string, after: number): void {
    const detail = "A line of this agreement names no product, so it cannot be told whether this one is there already.";
    this.problem({ productId, after, reason: "invalid_response", detail });
  }

  problem(problem: Pick<PlanProblem, "reason" | "after"> & Partial<PlanProblem> & { readonly productId: string }): void {
    this.#problems.push({ agreementId: this.#agreementId, customerId: null, lineId: null, before: null, detail: null, ...problem });
  }

  remember(productId: string, lineId: string): void {
    this.#remember.push({ agreementId: this.#agreementId, productId, lineId });
  }

  forget(productId: string): void {
    this.#forget.push({ agreementId: this.#agreementId, productId });
  }

  found(): void {
    this.#totals.lines += 1;
  }

  unchanged(): void {
    this.#totals.unchanged += 1;
  }

  left(): void {
    this.#totals.left += 1;
  }

  leaveAlone(problems: readonly PlanProblem[]): AgreementPlan {
    this.#problems.push(...problems);
    return this.build();
  }

  build(): AgreementPlan {
    return {
      agreementId: this.#agreementId,
      writes: this.#writes,
      problems: this.#problems,
      remember: this.#remember,
      forget: this.#forget,
      totals: { ...this.#totals },
    };
  }

  #pushSet(line: Line, after: number, decided: boolean): void {
    this.#writes.push({
      kind: "set",
      agreementId: this.#agreementId,
      productId: line.productId,
      line: onlyLine(line),
      before: line.quantity,
      after,
      decided,
    });
  }
}

/** The line without whatever else a provider's object may carry, such as its price. */
function onlyLine({ id, agreementId, productId, quantity, effectiveOn, cancelledOn }: Line): Line {
  return { id, agreementId, productId, quantity, effectiveOn, cancelledOn };
}
