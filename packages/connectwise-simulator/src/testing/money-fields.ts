import type { WireRequest } from "./wire-contract.ts";

/** Fields of a line that hold or decide about money; this project never sends one. */
export const MONEY_FIELDS = [
  "unitPrice",
  "unitCost",
  "extPrice",
  "extCost",
  "margin",
  "prorateCost",
  "proratePrice",
  "extendedProrateCost",
  "extendedProratePrice",
  "lessIncluded",
  "taxableFlag",
] as const;

/** The money fields a request names, in its body at any depth or as the path of a patch. */
export function moneyFieldsIn({ body }: Pick<WireRequest, "body">): string[] {
  const named = new Set<string>();
  collect(body, named);
  return MONEY_FIELDS.filter((field) => named.has(field));
}

function collect(value: unknown, named: Set<string>): void {
  if (Array.isArray(value)) {
    for (const element of value) collect(element, named);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    named.add(name);
    if (name === "path" && typeof inner === "string") for (const part of inner.split("/")) named.add(part);
    collect(inner, named);
  }
}
