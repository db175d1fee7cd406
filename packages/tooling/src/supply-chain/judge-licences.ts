import { ALLOWED_LICENCES, KNOWN_LICENCES } from "./allowed-licences.ts";
import type { Verdict } from "./judge-audit.ts";

/** What `pnpm licenses list --json` tells: packages by licence. */
export type LicenceList = Readonly<Record<string, ReadonlyArray<{ readonly name: string; readonly versions: readonly string[] }>>>;

/** Whether every package may be used: its licence is allowed, or somebody has looked and written down where it stands. */
export function judgeLicences(list: LicenceList): Verdict {
  const lines = Object.entries(list)
    .filter(([licence]) => !isAllowed(licence))
    .flatMap(([licence, packages]) =>
      packages.filter(({ name }) => !Object.hasOwn(KNOWN_LICENCES, name)).map((each) => lineOf(each, licence)),
    );
  if (Object.keys(list).length === 0) return { kind: "failed", lines: ["No package was listed."] };
  return { kind: lines.length > 0 ? "failed" : "passed", lines };
}

/** Of a choice, one must be allowed; of a sum, all. */
export function isAllowed(expression: string): boolean {
  const bare = expression.replaceAll(/[()]/g, " ").trim();
  if (/\sOR\s/.test(bare)) return bare.split(/\sOR\s/).some(isAllowed);
  return bare.split(/\sAND\s/).every((licence) => ALLOWED_LICENCES.includes(licence.trim()));
}

function lineOf({ name, versions }: { readonly name: string; readonly versions: readonly string[] }, licence: string): string {
  return `${name} ${versions.join(", ")}: ${licence}`;
}
