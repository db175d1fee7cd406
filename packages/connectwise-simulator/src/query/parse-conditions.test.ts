import { describe, expect, it } from "vitest";
import { ConditionsError } from "./conditions-error.ts";
import { parseConditions } from "./parse-conditions.ts";

describe("conditions grammar", () => {
  it("reads comparisons of numbers, texts in either quote, flags, dates and null", () => {
    expect(parseConditions("id=5")).toEqual({ kind: "compare", path: "id", operator: "=", value: { type: "number", value: 5 } });
    expect(parseConditions("price >= -1.50")).toMatchObject({ operator: ">=", value: { type: "number", value: -1.5 } });
    expect(parseConditions("name != 'a \"b\" c'")).toMatchObject({ operator: "!=", value: { type: "text", value: 'a "b" c' } });
    expect(parseConditions('name="O\'Brien"')).toMatchObject({ value: { type: "text", value: "O'Brien" } });
    expect(parseConditions("deletedFlag = False")).toMatchObject({ value: { type: "flag", value: false } });
    expect(parseConditions("deletedFlag=TRUE")).toMatchObject({ value: { type: "flag", value: true } });
    expect(parseConditions("startDate<[2016-08-20T18:04:26Z]")).toMatchObject({ value: { type: "date", value: 1471716266000 } });
    expect(parseConditions("startDate<[2016-08-20]")).toMatchObject({ value: { type: "date", value: 1471651200000 } });
    expect(parseConditions("startDate<[2016-08-20T18:04:26]")).toMatchObject({ value: { type: "date", value: 1471716266000 } });
    expect(parseConditions("endDate = null")).toMatchObject({ value: { type: "null", value: null } });
  });

  it("reads references, lists and word operators, with not before the operator or the whole", () => {
    expect(parseConditions("company/id in (1, 2,3)")).toMatchObject({
      kind: "in",
      path: "company/id",
      values: [{ value: 1 }, { value: 2 }, { value: 3 }],
    });
    expect(parseConditions("name contains 'x'")).toEqual({ kind: "match", path: "name", how: "contains", pattern: "x" });
    expect(parseConditions("name not like 'x%'")).toEqual({
      kind: "not",
      part: { kind: "match", path: "name", how: "like", pattern: "x%" },
    });
    expect(parseConditions("not name like 'x%'")).toEqual(parseConditions("name not like 'x%'"));
    expect(parseConditions("id not in (1)")).toMatchObject({ kind: "not", part: { kind: "in" } });
  });

  it("binds and tighter than or, and parentheses tighter than both", () => {
    const [a, b, c] = ["id=1", "id=2", "id=3"].map((part) => parseConditions(part));
    expect(parseConditions("id=1 or id=2 and id=3")).toEqual({ kind: "or", parts: [a, { kind: "and", parts: [b, c] }] });
    expect(parseConditions("(id=1 OR id=2) AND id=3")).toEqual({ kind: "and", parts: [{ kind: "or", parts: [a, b] }, c] });
    expect(parseConditions("((id=1))")).toEqual(a);
  });

  it("takes a word of the grammar inside a string as text", () => {
    expect(parseConditions("name = 'this and (that) or [2016-01-01]'")).toMatchObject({
      value: { value: "this and (that) or [2016-01-01]" },
    });
  });

  it.each([
    ["name = 'O''Brien'", "doubled", "O'Brien"],
    [String.raw`name = 'O\'Brien \\ x'`, "backslash", String.raw`O'Brien \ x`],
  ] as const)("reads %s where the site escapes quotes so (%s)", (source, escape, value) => {
    expect(parseConditions(source, escape)).toMatchObject({ value: { value } });
    expect(() => parseConditions(source)).toThrow(ConditionsError);
  });

  it.each([
    "",
    "id",
    "id=",
    "id=5 and",
    "id=5 id=6",
    "id==5",
    "id<>5",
    "(id=5",
    "id=5)",
    "id in ()",
    "id in 5",
    "id in (1,)",
    "name contains 5",
    "name like",
    "name = 'open",
    "name = \"open'",
    "name = bare",
    "startDate > [yesterday]",
    "startDate > [2016-13-40T00:00:00Z]",
    "startDate > [2016-01-01",
    "and id=1",
    "not",
    "id not = 5",
    "id = 5; drop",
    "name contains '5' %",
    "id = 5x",
    "company//id = 5",
  ])("refuses %s", (source) => {
    expect(() => parseConditions(source)).toThrow(ConditionsError);
  });
});
