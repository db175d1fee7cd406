import { expect, it } from "vitest";
import { compilePathPattern } from "./path-pattern.ts";

it.each([
  ["/finance/agreements/*/additions", "/finance/agreements/12/additions", true],
  ["/finance/agreements/*/additions", "/finance/agreements/12/additions/5", false],
  ["/finance/agreements/*/additions/**", "/finance/agreements/12/additions", true],
  ["/finance/agreements/*/additions/**", "/finance/agreements/12/additions/5", true],
  ["**", "/anything/at/all", true],
  ["**", "/", true],
  ["**/count", "/company/companies/count", true],
  ["**/count", "/company/companies", false],
  ["/company/*", "/company", false],
  ["/Company/*", "/company/7", true],
])("%s for %s: %s", (pattern, path, expected) => {
  expect(compilePathPattern(pattern)(path)).toBe(expected);
});
