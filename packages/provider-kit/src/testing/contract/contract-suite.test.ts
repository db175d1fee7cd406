import { describe, expect, it } from "vitest";
import { checkRule } from "./contract-rule.ts";
import type { ContractSubject } from "./contract-subject.ts";
import { DEFECTS, type Defect } from "./defects.ts";
import { CONTRACT_RULES } from "./describe-provider-contract.ts";
import { memorySubject } from "./memory-subject.ts";

describe("a provider that keeps the contract", () => {
  it.each(CONTRACT_RULES.map((rule) => [rule.name, rule] as const))("passes: %s", async (_name, rule) => {
    await expect(checkRule(rule, memorySubject())).resolves.toBeUndefined();
  });
});

describe("a provider that breaks the contract", () => {
  it("has a defect in the table for every rule, and a rule for every defect", () => {
    const uncovered = CONTRACT_RULES.filter((rule) => !DEFECTS.some((defect) => defect.breaks.test(rule.name)));
    expect(uncovered.map((rule) => rule.name)).toEqual([]);
    expect(DEFECTS.filter((defect) => !CONTRACT_RULES.some((rule) => defect.breaks.test(rule.name)))).toEqual([]);
  });

  const cases = DEFECTS.flatMap((defect) =>
    CONTRACT_RULES.filter((rule) => defect.breaks.test(rule.name)).map((rule) => [defect.what, rule.name, defect, rule] as const),
  );
  it.each(cases)("because it %s fails: %s", async (_what, _name, defect, rule) => {
    await expect(checkRule(rule, subjectWith(defect))).rejects.toThrow();
  });
});

function subjectWith(defect: Defect): ContractSubject {
  return memorySubject((provider, account) => ({
    ...provider,
    connect: (config, context) => {
      const session = provider.connect(config, context);
      return { ...session, ...defect.make(session, account) };
    },
  }));
}
