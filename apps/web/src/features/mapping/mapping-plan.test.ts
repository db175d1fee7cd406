import { describe, expect, it } from "vitest";
import { assignmentsOf, choose, overtaken, rebase, withoutChoice, type MappingDraft, type StoredMapping } from "./mapping-plan.ts";

const product = (id: string) => ({ id, identifier: `P-${id}`, description: "" });
const stored = (service: string, productId: string | null): StoredMapping => ({ service, productId });
const NONE: MappingDraft = {};

describe("choosing products", () => {
  it("counts a choice once however often it is changed", () => {
    const draft = choose(choose(NONE, stored("shield", null), product("1")), stored("shield", null), product("2"));
    expect(assignmentsOf(draft)).toEqual([{ service: "shield", productId: "2" }]);
  });

  it("is no change where the stored product is chosen again", () => {
    const draft = choose(NONE, stored("shield", "1"), product("2"));
    expect(choose(draft, stored("shield", "1"), product("1"))).toEqual(NONE);
  });

  it("can be taken back for one service without touching the others", () => {
    const draft = choose(choose(NONE, stored("a", null), product("1")), stored("b", null), product("2"));
    expect(Object.keys(withoutChoice(draft, "a"))).toEqual(["b"]);
  });
});

describe("another session that saves meanwhile", () => {
  const before = [stored("a", null), stored("b", "1"), stored("c", null)];
  const draft = { a: product("5"), b: product("2"), c: product("9") };

  it("is a conflict only where it changed a service that has another choice waiting here", () => {
    const now = [stored("a", "7"), stored("b", "1"), stored("c", null)];
    expect(overtaken(before, now, draft).map((row) => row.service)).toEqual(["a"]);
  });

  it("is no conflict where both chose the same, and the choice is done", () => {
    const now = [stored("a", "5"), stored("b", "1"), stored("c", null)];
    expect(overtaken(before, now, draft)).toEqual([]);
    expect(Object.keys(rebase(draft, now))).toEqual(["b", "c"]);
  });
});
