import { describe, expect, it } from "vitest";
import { judgeAudit } from "./judge-audit.ts";
import { isAllowed, judgeLicences } from "./judge-licences.ts";

function advisories(...severities: readonly string[]): string {
  const all = severities.map((severity, index) => [
    String(index),
    { severity, module_name: "some-package", vulnerable_versions: "<1.2.3", title: "It leaks", url: "https://example.com/1" },
  ]);
  return JSON.stringify({ advisories: Object.fromEntries(all) as unknown, metadata: {} });
}

describe("an audit", () => {
  it("passes where nothing was found, and tells what can be lived with", () => {
    expect(judgeAudit(advisories())).toEqual({ kind: "passed", lines: [] });
    expect(judgeAudit(advisories("moderate"))).toEqual({
      kind: "passed",
      lines: ["moderate: some-package <1.2.3: It leaks (https://example.com/1)"],
    });
  });

  it.for(["high", "critical"])("fails by a vulnerability that is %s", (severity) => {
    expect(judgeAudit(advisories("low", severity))).toMatchObject({
      kind: "failed",
      lines: [expect.stringMatching(/^low/), expect.stringContaining(severity)],
    });
  });

  it("is left out, in a sentence, where the registry does not answer", () => {
    const refused = { error: { code: "ERR_PNPM_AUDIT_BAD_RESPONSE", message: "The audit endpoint responded with 405: \nmore" } };
    expect(judgeAudit(JSON.stringify(refused))).toEqual({
      kind: "skipped",
      why: "The registry does not answer the question after vulnerabilities: The audit endpoint responded with 405:",
    });
    for (const noise of ["", "getaddrinfo ENOTFOUND registry.example", "null", "[1"])
      expect(judgeAudit(noise)).toMatchObject({ kind: "skipped" });
  });
});

describe("licences", () => {
  const some = (name: string) => [{ name, versions: ["1.0.0"] }];

  it("pass where each is allowed, or somebody has looked", () => {
    expect(judgeLicences({ MIT: some("a"), Unknown: some("vaul-vue") })).toEqual({ kind: "passed", lines: [] });
  });

  it("fail by name where one is not", () => {
    expect(judgeLicences({ MIT: some("a"), "AGPL-3.0": some("b"), Unknown: some("c") })).toEqual({
      kind: "failed",
      lines: ["b 1.0.0: AGPL-3.0", "c 1.0.0: Unknown"],
    });
  });

  it("fail where none was listed", () => {
    expect(judgeLicences({})).toMatchObject({ kind: "failed" });
  });

  it.for([
    ["MIT", true],
    ["(MIT OR GPL-3.0)", true],
    ["MIT AND Apache-2.0", true],
    ["MIT AND GPL-3.0", false],
    ["GPL-3.0 OR AGPL-3.0", false],
    ["SEE LICENSE IN LICENSE.md", false],
    ["", false],
  ] as const)("of %j are allowed: %s", ([expression, allowed]) => {
    expect(isAllowed(expression)).toBe(allowed);
  });
});
