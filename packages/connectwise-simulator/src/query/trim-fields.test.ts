import { describe, expect, it } from "vitest";
import { fieldTrimmer } from "./trim-fields.ts";

const OBJECT = { id: 1, name: "a", company: { id: 2, name: "b" }, types: [{ id: 3, name: "c" }], constructor: "d" };

describe("fields", () => {
  it("keeps just what is named, also inside references and lists", () => {
    expect(fieldTrimmer("id, company/id,types/name")(OBJECT)).toEqual({ id: 1, company: { id: 2 }, types: [{ name: "c" }] });
  });

  it("keeps the whole reference where it is named as a whole and in part", () => {
    expect(fieldTrimmer("company,company/id")(OBJECT)).toEqual({ company: { id: 2, name: "b" } });
    expect(fieldTrimmer("company/id,company")(OBJECT)).toEqual({ company: { id: 2, name: "b" } });
  });

  it("leaves out what is not there, and takes no name for a property of all objects", () => {
    expect(fieldTrimmer("id,nothing,company/nothing")(OBJECT)).toEqual({ id: 1, company: {} });
    expect(fieldTrimmer("toString")(OBJECT)).toEqual({});
  });
});
