import { ProviderError } from "@integrations/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyOf, containsLiteral, idIn } from "./conditions.ts";
import { containsText } from "./literal-match.ts";
import { queryString } from "./query.ts";

/** Any character there is. (The library's own "binary" unit takes seconds to make.) */
const CHARACTER = fc.integer({ min: 0, max: 0x10_f7_ff }).map((code) => String.fromCodePoint(code < 0xd8_00 ? code : code + 0x8_00));

/** Reads one string of the grammar the way a site might: it ends at the next quote of its own kind, whatever stands before it. */
function stringAt(text: string, start: number): { readonly value: string; readonly rest: string } {
  const quote = text.charAt(start);
  expect(['"', "'"]).toContain(quote);
  const end = text.indexOf(quote, start + 1);
  expect(end).toBeGreaterThan(start);
  return { value: text.slice(start + 1, end), rest: text.slice(end + 1) };
}

/** What a match pattern matches where brackets stand for one of the characters in them. */
function literalOf(pattern: string): string {
  const bracketed = /\[([[%_*])\]/g;
  expect(pattern.replaceAll(bracketed, "")).not.toMatch(/[[%_*]/);
  return pattern.replaceAll(bracketed, "$1");
}

const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', "'", "[", "]", "%", "_", "*", "\\", " ", "a", "=", "(", ")", "or", "and", "\u0000", "🎉") }),
  fc.string({ unit: CHARACTER }),
);

describe("a search condition", () => {
  it("holds whatever was typed as one string that matches itself, or is refused", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        let condition: string;
        try {
          condition = containsLiteral("name", text);
        } catch (error) {
          expect(error).toBeInstanceOf(ProviderError);
          expect(error).toMatchObject({ code: "rejected", reason: "search_not_literal" });
          return;
        }
        expect(condition.startsWith("name contains ")).toBe(true);
        const { value, rest } = stringAt(condition, "name contains ".length);
        expect(rest).toBe("");
        expect(literalOf(value)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["plain", 'name contains "plain"'],
    ["O'Brien", `name contains "O'Brien"`],
    ['12" rack', `name contains '12" rack'`],
    ["100%_*[x]", 'name contains "100[%][_][*][[]x]"'],
    ['" or id>0 or name contains "', `name contains '" or id>0 or name contains "'`],
    ["back\\slash", 'name contains "back\\slash"'],
  ])("for %j is %s", (text, condition) => {
    expect(containsLiteral("name", text)).toBe(condition);
  });

  it.each([`both ' and "`, "a\u0000b", "a\nb", "a\u2028b", "ends with \\", "half \ud83c"])("refuses %j with a sentence", (text) => {
    expect(() => containsLiteral("name", text)).toThrow(/cannot be searched for/);
  });
});

describe("filters beside alternatives", () => {
  /** Evaluates `a and b or c ...` over letters in three ways of reading it. */
  const READINGS: Readonly<Record<string, (tokens: readonly string[], truth: ReadonlySet<string>) => boolean>> = {
    "and before or": (tokens, truth) =>
      tokens
        .join(" ")
        .split(" or ")
        .some((part) => part.split(" and ").every((each) => truth.has(each))),
    "or before and": (tokens, truth) =>
      tokens
        .join(" ")
        .split(" and ")
        .every((part) => part.split(" or ").some((each) => truth.has(each))),
    "from left to right": (tokens, truth) => {
      let value = truth.has(tokens[0] ?? "");
      for (let index = 1; index < tokens.length; index += 2) {
        const right = truth.has(tokens[index + 1] ?? "");
        value = tokens[index] === "and" ? value && right : value || right;
      }
      return value;
    },
  };

  it.each(Object.keys(READINGS))("let nothing through that is filtered, read %s", (reading) => {
    const evaluate = READINGS[reading];
    const tokens = anyOf(["x", "y"], ["f", "g"]).split(" ");
    fc.assert(
      fc.property(fc.subarray(["x", "y", "f", "g"]), (truths) => {
        const truth = new Set(truths);
        if (evaluate?.(tokens, truth) === true) expect(truth.has("f") && truth.has("g") && (truth.has("x") || truth.has("y"))).toBe(true);
      }),
    );
  });

  it("find either alternative where both usual readings hold", () => {
    for (const reading of ["and before or", "from left to right"]) {
      const tokens = anyOf(["x", "y"], ["f", "g"]).split(" ");
      expect(READINGS[reading]?.(tokens, new Set(["x", "f", "g"]))).toBe(true);
      expect(READINGS[reading]?.(tokens, new Set(["y", "f", "g"]))).toBe(true);
    }
  });
});

describe("a query string", () => {
  it("can be read back as it was meant", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const query = queryString({ conditions: text, page: 1, absent: undefined });
        expect(Object.fromEntries(new URL(`https://psa.example.com/x${query}`).searchParams)).toEqual({ conditions: text, page: "1" });
        expect(query).toMatch(/^[\u0021-\u007e]*$/);
      }),
    );
  });

  it("stays short for lists of ids", () => {
    expect(queryString({ conditions: idIn([1, 22, 333]), fields: "id,company/id" })).toBe(
      "?conditions=id%20in%20(1,22,333)&fields=id,company/id",
    );
  });
});

describe("the second look at what a search brought", () => {
  it.each([
    ["Bücher GmbH", "bucher", true],
    ["ACME", "acme", true],
    ["100% Org", "0% o", true],
    ["1000 Org", "100%", false],
    ["axb", "a_b", false],
    ["acme", "acme*", false],
  ])("%j contains %j: %s", (text, searched, found) => {
    expect(containsText(text, searched)).toBe(found);
  });
});
