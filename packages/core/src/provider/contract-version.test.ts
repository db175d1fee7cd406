import { describe, expect, it } from "vitest";
import { CONTRACT_VERSION, contractRefusal, rangeFault, type ContractRange, type ContractVersion } from "./contract-version.ts";

const written = (from: ContractVersion, below: ContractVersion): ContractRange => ({ from, below });

describe("a platform", () => {
  it.each<[has: ContractVersion, contract: ContractRange]>([
    ["1.0", written("1.0", "2.0")],
    ["1.9", written("1.0", "2.0")],
    ["1.10", written("1.9", "2.0")],
    ["2.3", written("1.4", "3.0")],
  ])("of %s takes a provider of %j", (has, contract) => {
    expect(contractRefusal({ id: "acme", contract }, has)).toBeUndefined();
  });

  it.each<[has: ContractVersion, contract: ContractRange]>([
    ["2.0", written("1.0", "2.0")],
    ["1.0", written("1.1", "2.0")],
    ["1.9", written("1.10", "2.0")],
    ["10.0", written("2.0", "9.0")],
  ])("of %s refuses a provider of %j", (has, contract) => {
    expect(contractRefusal({ id: "acme", contract }, has)).toBe(
      `Provider "acme" works with the provider contract from ${contract.from} to before ${contract.below}, and this platform has ${has}.`,
    );
  });

  it("goes by the version of this core where none is named", () => {
    expect(contractRefusal({ id: "acme", contract: written(CONTRACT_VERSION, "999.0") })).toBeUndefined();
    expect(contractRefusal({ id: "acme", contract: written("998.0", "999.0") })).toContain(`this platform has ${CONTRACT_VERSION}.`);
  });
});

it("tells a range that holds nothing, or is none", () => {
  expect(rangeFault(written("1.0", "2.0"))).toBeUndefined();
  expect(rangeFault(written("2.0", "2.0"))).toBe("its contract range from 2.0 to before 2.0 holds no version.");
  expect(rangeFault({ from: "^1" as ContractVersion, below: "2.0" })).toBe(
    'its contract version "^1" is not two whole numbers with a dot between.',
  );
});
