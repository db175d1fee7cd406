import type { ApiOutputs } from "../../api/outputs.ts";

export type Integration = ApiOutputs["integrations"]["list"][number];

/** The two groups of the page. Everything enabled is active, whatever state it is in. */
export function groupIntegrations<Item extends { readonly status: string }>(all: readonly Item[]): { active: Item[]; inactive: Item[] } {
  return {
    active: all.filter((each) => each.status !== "inactive"),
    inactive: all.filter((each) => each.status === "inactive"),
  };
}
