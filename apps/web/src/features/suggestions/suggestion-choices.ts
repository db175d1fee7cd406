import type { ApiOutputs } from "../../api/outputs.ts";

export type Suggestion = ApiOutputs["customers"]["suggestions"]["items"][number];
export type Candidate = Suggestion["candidates"][number];

/** What a person has chosen for one customer, or what was proposed and not changed. */
export interface Choice {
  readonly companyId: string | undefined;
  readonly agreementId: string | undefined;
  readonly isPicked: boolean;
}

/** Only what needs no choice is picked beforehand. */
export function firstChoice({ proposal, candidates }: Suggestion): Choice {
  if (proposal !== null) return { ...proposal, isPicked: true };
  const [only, ...others] = candidates;
  return { companyId: others.length === 0 ? only?.company.id : undefined, agreementId: undefined, isPicked: false };
}

export function candidateOf({ candidates }: Suggestion, { companyId }: Choice): Candidate | undefined {
  return candidates.find((each) => each.company.id === companyId);
}

/** Another company: its only agreement comes with it, and having chosen it is meant. */
export function chooseCompany(suggestion: Suggestion, companyId: string): Choice {
  const [only, ...others] = candidateOf(suggestion, { companyId, agreementId: undefined, isPicked: false })?.agreements ?? [];
  const agreementId = others.length === 0 ? only?.id : undefined;
  return { companyId, agreementId, isPicked: agreementId !== undefined };
}

export function isComplete({ companyId, agreementId }: Choice): boolean {
  return companyId !== undefined && agreementId !== undefined;
}

/** What `customers.assignMany` takes. */
export function assignmentsOf(choices: ReadonlyMap<string, Choice>): Array<{ customerId: string; companyId: string; agreementId: string }> {
  return [...choices].flatMap(([customerId, { companyId, agreementId, isPicked }]) =>
    isPicked && companyId !== undefined && agreementId !== undefined ? [{ customerId, companyId, agreementId }] : [],
  );
}
