import type { Terms } from "@integrations/core";
import { inject, type ComputedRef, type InjectionKey } from "vue";
import type { ApiOutputs } from "../../api/outputs.ts";

export type ProviderDescription = ApiOutputs["integrations"]["describe"];
export type ConnectionState = ApiOutputs["connection"]["get"];

/** The provider whose tabs these are, and how the partner's connection to it stands. */
export interface ProviderScope {
  readonly provider: ProviderDescription;
  readonly connection: ComputedRef<ConnectionState>;
  /** Asks again how the connection stands. */
  refresh(): Promise<void>;
}

export const PROVIDER_SCOPE: InjectionKey<ProviderScope> = Symbol("provider");

/** Only below `ProviderPage`. */
export function useProvider(): ProviderScope {
  const scope = inject(PROVIDER_SCOPE);
  if (scope === undefined) throw new Error("There is no provider here.");
  return scope;
}

/** The provider's words as parameters of a message: `{product}`, `{products}`, `{Product}`, `{Products}` and so on. */
export function termParameters(terms: Terms): Record<string, string> {
  return Object.fromEntries(
    Object.entries(PLURALS).flatMap(([one, many]) => {
      const term = terms[one as keyof Terms];
      return [
        [one, term.one],
        [many, term.many],
        [capitalized(one), capitalized(term.one)],
        [capitalized(many), capitalized(term.many)],
      ];
    }),
  );
}

/** Names of the parameters, not words that anybody reads. */
const PLURALS: Readonly<Record<keyof Terms, string>> = {
  product: "products",
  company: "companies",
  agreement: "agreements",
  line: "lines",
};

function capitalized(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
