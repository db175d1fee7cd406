import { describe, expect, it } from "vitest";
import { permissionRows } from "./permission-rows.ts";

const permission = (id: string) => ({
  id,
  module: "M",
  permission: id,
  level: "All",
  why: "",
  neededFor: "",
  required: true,
  checkable: true,
});
const result = (id: string, ok: boolean | null) => ({ id, module: "M", permission: id, level: "All", ok });

describe("the permissions beside the form", () => {
  it("say nothing before a check", () => {
    expect(permissionRows([permission("a")], []).map((row) => row.state)).toEqual(["unknown"]);
  });

  it("keep their order and take the check's result, unknown where only a write could tell", () => {
    const rows = permissionRows(["a", "b", "c"].map(permission), [result("c", null), result("b", false), result("a", true)]);
    expect(rows.map((row) => [row.id, row.state])).toEqual([
      ["a", "granted"],
      ["b", "missing"],
      ["c", "unknown"],
    ]);
  });
});
