import { inject, type InjectionKey } from "vue";
import type { ApiClient } from "../api/client.ts";
import type { PartnerPaths } from "./paths.ts";

/** The partner whose screens these are, and how to ask for its rows. */
export interface PartnerScope {
  readonly partner: { readonly id: string; readonly name: string; readonly timeZone: string };
  readonly isSupport: boolean;
  readonly api: ApiClient;
  readonly paths: PartnerPaths;
  /** Prefix of every query key, so that one partner's answers are never shown for another. */
  readonly key: readonly string[];
}

export const PARTNER_SCOPE: InjectionKey<PartnerScope> = Symbol("partner");

/** Only below `PartnerSpace`. */
export function usePartner(): PartnerScope {
  const scope = inject(PARTNER_SCOPE);
  if (scope === undefined) throw new Error("There is no partner here.");
  return scope;
}
