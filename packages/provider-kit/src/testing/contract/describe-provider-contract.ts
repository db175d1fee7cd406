import { describe, it } from "vitest";
import { checkRule as expectRule, type ContractRule } from "./contract-rule.ts";
import type { ContractSubject } from "./contract-subject.ts";
import { ACCESS_RULES } from "./rules/access-rules.ts";
import { READING_RULES } from "./rules/reading-rules.ts";
import { TROUBLE_RULES } from "./rules/trouble-rules.ts";
import { WRITING_RULES } from "./rules/writing-rules.ts";

export const CONTRACT_RULES: readonly ContractRule[] = [...ACCESS_RULES, ...READING_RULES, ...WRITING_RULES, ...TROUBLE_RULES];

/** Registers a test for every rule of the provider contract. A plugin's contract test is one call of this. */
export function describeProviderContract(subject: ContractSubject): void {
  describe(`the provider contract, kept by ${subject.provider.id}`, () => {
    it.each(CONTRACT_RULES.map((rule) => [rule.name, rule] as const))("%s", (_name, rule) => expectRule(rule, subject));
  });
}
