import { describe, expect, it } from "vitest";
import type { MatchedCompany } from "../provider/provider.ts";
import { matchableDomains, suggestCompanies } from "./suggest-company.ts";

const company = (id: string, name: string, ...domains: string[]): MatchedCompany => ({ id, identifier: id, name, domains });
const told = (name: string, domains: readonly string[], companies: readonly MatchedCompany[]) =>
  suggestCompanies({ name, domains }, companies).map((each) => [each.company.id, each.reasons.join("+"), each.confidence]);

describe("suggestCompanies", () => {
  it("is sure of the only company with the customer's domain, whatever it is called", () => {
    expect(told("Acme", ["ACME.example", "other.example"], [company("1", "ACME Holding", "acme.example")])).toEqual([
      ["1", "domain", "high"],
    ]);
  });

  it("takes a whole name in any case and spacing, and is less sure of it", () => {
    expect(told(" acme  ltd", [], [company("1", "Acme Ltd"), company("2", "Acme Ltd and Sons")])).toEqual([["1", "name", "medium"]]);
  });

  it("is sure of none where there are several, and names the likelier first", () => {
    const companies = [company("1", "Acme"), company("2", "Zeta", "acme.example"), company("3", "Acme", "acme.example")];
    expect(told("Acme", ["acme.example"], companies)).toEqual([
      ["3", "domain+name", "low"],
      ["2", "domain", "low"],
      ["1", "name", "low"],
    ]);
  });

  it("takes no part of a domain and no longer domain for the same", () => {
    const companies = [company("1", "One", "notacme.example"), company("2", "Two", "acme.example.org"), company("3", "Three", "example")];
    expect(told("Acme", ["acme.example"], companies)).toEqual([]);
  });

  it("does not go by mail services that anybody may use, or by a name that is empty", () => {
    expect(told("  ", ["gmail.com", "acme.onmicrosoft.com"], [company("1", "", "gmail.com"), company("2", "  ")])).toEqual([]);
    expect(matchableDomains([" Acme.example ", "acme.example", "localhost", "outlook.com"])).toEqual(["acme.example"]);
  });
});
