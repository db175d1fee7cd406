import { planAgreement, type AgreementWant, type Line, type PlannedSet, type ReasonCode } from "@integrations/core";
import type { WriteJob } from "./write-job.ts";

/** Where a pair stands by a fresh read. */
export type Standing =
  /** There is no line to keep: one is to be added. */
  | { readonly kind: "missing" }
  | { readonly kind: "right"; readonly lineId: string }
  /** There is a line, with another quantity. */
  | { readonly kind: "differs"; readonly write: PlannedSet }
  | { readonly kind: "problem"; readonly reason: ReasonCode };

/**
 * Reads the agreement's lines now and plans the one pair again.
 * @throws ProviderError where the lines cannot be read
 */
export async function lookAgain(job: WriteJob): Promise<Standing> {
  return standingOf(job, await readLinesNow(job));
}

/** @throws ProviderError */
export async function readLinesNow({ work, agreement }: WriteJob): Promise<readonly Line[]> {
  for await (const result of work.session.readLines([agreement.id], { asOf: work.today })) {
    if (result.error !== undefined) throw result.error;
    if (result.agreementId === agreement.id) return result.lines;
  }
  return [];
}

function standingOf(job: WriteJob, lines: readonly Line[]): Standing {
  const { work, write, agreement, products, remembered } = job;
  const want: AgreementWant = {
    agreementId: agreement.id,
    customerIds: [],
    quantities: new Map([[write.productId, write.after]]),
    // A 0 that came as far as this is to be written.
    zeroPolicies: new Map(),
    unknown: [],
  };
  const plan = planAgreement({
    today: work.today,
    want,
    agreement,
    lines,
    remembered: remembered === undefined ? [] : [remembered],
    products,
  });
  const [planned] = plan.writes;
  const [problem] = plan.problems;
  if (planned?.kind === "add") return { kind: "missing" };
  if (planned?.kind === "set") return { kind: "differs", write: planned };
  if (problem !== undefined) return { kind: "problem", reason: problem.reason };
  const lineId = plan.remember[0]?.lineId ?? remembered?.lineId;
  return lineId === undefined ? { kind: "problem", reason: "conflict" } : { kind: "right", lineId };
}
