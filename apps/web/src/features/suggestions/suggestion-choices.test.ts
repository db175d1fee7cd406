import { describe, expect, it } from "vitest";
import { assignmentsOf, chooseCompany, firstChoice, isComplete, type Suggestion } from "./suggestion-choices.ts";

const candidate = (id: string, agreements: readonly string[]): Suggestion["candidates"][number] => ({
  company: { id, name: `Company ${id}`, identifier: id },
  reasons: ["name"],
  domain: null,
  confidence: "medium",
  agreements: agreements.map((each) => ({ id: each, name: each, type: null })),
});
const suggestion = (candidates: Suggestion["candidates"], proposal: Suggestion["proposal"] = null): Suggestion => ({
  customerId: "c1",
  name: "Customer",
  domains: [],
  units: 1,
  candidates,
  proposal,
});

describe("what is picked before anybody has looked", () => {
  it("is what was proposed, and nothing that needs a choice", () => {
    const clear = suggestion([candidate("1", ["10"])], { companyId: "1", agreementId: "10" });
    expect(firstChoice(clear)).toEqual({ companyId: "1", agreementId: "10", isPicked: true });
    expect(firstChoice(suggestion([candidate("1", ["10", "11"])]))).toEqual({ companyId: "1", agreementId: undefined, isPicked: false });
    expect(firstChoice(suggestion([candidate("1", ["10"]), candidate("2", ["20"])]))).toMatchObject({
      companyId: undefined,
      isPicked: false,
    });
    expect(firstChoice(suggestion([]))).toMatchObject({ companyId: undefined, isPicked: false });
  });
});

describe("choosing", () => {
  const several = suggestion([candidate("1", ["10"]), candidate("2", ["20", "21"])]);

  it("takes the only agreement of a company with it, and asks where there are several", () => {
    expect(chooseCompany(several, "1")).toEqual({ companyId: "1", agreementId: "10", isPicked: true });
    expect(isComplete(chooseCompany(several, "2"))).toBe(false);
  });

  it("sends what is picked and complete, and nothing else", () => {
    const choices = new Map([
      ["a", { companyId: "1", agreementId: "10", isPicked: true }],
      ["b", { companyId: "1", agreementId: "10", isPicked: false }],
      ["c", { companyId: "1", agreementId: undefined, isPicked: true }],
    ]);
    expect(assignmentsOf(choices)).toEqual([{ customerId: "a", companyId: "1", agreementId: "10" }]);
  });
});
