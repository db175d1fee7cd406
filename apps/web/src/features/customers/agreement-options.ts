import type { ApiOutputs } from "../../api/outputs.ts";

export type AgreementChoice = ApiOutputs["customers"]["agreements"]["items"][number];

/** Those that can be chosen first, each group in the provider's order. */
export function orderAgreements(agreements: readonly AgreementChoice[]): AgreementChoice[] {
  return [...agreements.filter((each) => each.selectable), ...agreements.filter((each) => !each.selectable)];
}

/** The one to begin with: the customer's own where it belongs to this company, else the only one there is to choose. */
export function preselected(agreements: readonly AgreementChoice[], ownId: string | undefined): AgreementChoice | undefined {
  const own = agreements.find((each) => each.id === ownId);
  if (own !== undefined) return own;
  const selectable = agreements.filter((each) => each.selectable);
  return selectable.length === 1 ? selectable[0] : undefined;
}
