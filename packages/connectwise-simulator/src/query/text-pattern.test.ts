import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern } from "./text-pattern.ts";

const like = (pattern: string, text: string): boolean => compilePattern(pattern, "like")(text);
const contains = (pattern: string, text: string): boolean => compilePattern(pattern, "contains")(text);

describe("wildcards of like and contains", () => {
  it("like has to fit from the first letter to the last", () => {
    expect(like("Dom%", "Domotz Pro")).toBe(true);
    expect(like("Dom%", "A Dom")).toBe(false);
    expect(like("Dom", "Dominion")).toBe(false);
    expect(like("Dom*", "Dominion")).toBe(true);
    expect(like("%pro", "Domotz Pro")).toBe(true);
    expect(like("", "")).toBe(true);
    expect(like("", "a")).toBe(false);
  });

  it("contains finds anywhere, and wildcards inside its text act too", () => {
    expect(contains("filter", "CloudFilter EDU")).toBe(true);
    expect(contains("c_oud", "the cloud")).toBe(true);
    expect(contains("10% m", "10 years m")).toBe(true);
    expect(contains("", "anything")).toBe(true);
  });

  it("knows classes, ranges, their opposite, and the literal wildcard in a class of one", () => {
    expect(like("[abc]x", "bx")).toBe(true);
    expect(like("[a-c]x", "dx")).toBe(false);
    expect(like("[^a-c]x", "dx")).toBe(true);
    expect(contains("100[%] m", "at 100% m")).toBe(true);
    expect(contains("100[%] m", "at 100 days m")).toBe(false);
    expect(contains("mail[_]x", "mailax")).toBe(false);
    expect(contains("[[]EU]", "Mail [EU] relay")).toBe(true);
    expect(contains("[[]EU]", "Mail EU relay")).toBe(false);
    expect(contains("[EU]", "Mail [EU] relay")).toBe(true);
    expect(contains("[EU]", "mail")).toBe(false);
    expect(contains("[]]", "a]b")).toBe(true);
    expect(contains("[open", "[open")).toBe(false);
  });

  it("text whose wildcards stand in classes of their own is found exactly where it stands", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."ab%*_[]^-'é☕") }),
        fc.string({ unit: fc.constantFrom(..."ab%*_[]^-'é☕") }),
        (wanted, text) => {
          const literal = wanted.replaceAll(/[%*_[]/g, "[$&]");
          expect(contains(literal, text)).toBe(text.includes(wanted));
        },
      ),
    );
  });

  it("agrees with a regular expression for runs and single letters", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab%_") }), fc.string({ unit: fc.constantFrom(..."ab") }), (pattern, text) => {
        const expected = new RegExp(`^${pattern.replaceAll("%", ".*").replaceAll("_", ".")}$`).test(text);
        expect(like(pattern, text)).toBe(expected);
      }),
    );
  });

  it("does not blow up on a pattern made to backtrack", () => {
    expect(like(`${"%a".repeat(200)}%b`, "a".repeat(5000))).toBe(false);
  });
});
