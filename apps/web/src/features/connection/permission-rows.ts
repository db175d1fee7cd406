import type { PermissionDefinition, PermissionResult } from "@integrations/core";

/** `unknown` where nothing was checked yet, or only a write could tell. */
export type PermissionState = "granted" | "missing" | "unknown";

export interface PermissionRow extends PermissionDefinition {
  readonly state: PermissionState;
}

/** What the keys need, each with what the last check found. */
export function permissionRows(definitions: readonly PermissionDefinition[], results: readonly PermissionResult[]): PermissionRow[] {
  const found = new Map(results.map((result) => [result.id, result.ok]));
  return definitions.map((definition) => ({ ...definition, state: stateOf(found.get(definition.id)) }));
}

function stateOf(ok: boolean | null | undefined): PermissionState {
  if (ok == null) return "unknown";
  return ok ? "granted" : "missing";
}
