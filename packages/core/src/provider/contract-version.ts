import type { Provider } from "./provider.ts";

/** `major.minor`: the first number grows with a breaking change of the contract, the second with an addition. */
export type ContractVersion = `${number}.${number}`;

/** The versions of the contract a provider works with. */
export interface ContractRange {
  /** The version it was written for, and the lowest it works with. */
  readonly from: ContractVersion;
  /** The first version it is not known to work with; usually the next major one. */
  readonly below: ContractVersion;
}

/**
 * The contract this core has. What is breaking, and so raises the first number, stands in the plugin authors' part of the help
 * site; whoever changes the contract raises it in the same commit.
 */
export const CONTRACT_VERSION: ContractVersion = "1.1";

/** @returns one sentence that says why this platform cannot take the provider; undefined where it can */
export function contractRefusal({ id, contract }: Pick<Provider, "id" | "contract">, has = CONTRACT_VERSION): string | undefined {
  if (!isBefore(has, contract.from) && isBefore(has, contract.below)) return undefined;
  return `Provider "${id}" works with the provider contract from ${contract.from} to before ${contract.below}, and this platform has ${has}.`;
}

/** @returns what is wrong with a range; undefined where nothing is */
export function rangeFault({ from, below }: ContractRange): string | undefined {
  const wrong = [from, below].find((version) => !/^\d+\.\d+$/.test(version));
  if (wrong !== undefined) return `its contract version "${wrong}" is not two whole numbers with a dot between.`;
  return isBefore(from, below) ? undefined : `its contract range from ${from} to before ${below} holds no version.`;
}

function isBefore(one: ContractVersion, other: ContractVersion): boolean {
  const [major = 0, minor = 0] = one.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split(".").map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
