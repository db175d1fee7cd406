import { describe, expect, it } from "vitest";
import { textTable } from "./text-table.ts";

describe("a table in plain text", () => {
  it("has columns as wide as their widest cell, numbers to the right", () => {
    const table = textTable(
      ["Customer", "After"],
      [
        ["Anna's Bakery", "7"],
        ["Bert", "1200000"],
      ],
      ["After"],
    );
    expect(table.split("\n")).toEqual([
      "Customer         After",
      "-------------  -------",
      "Anna's Bakery        7",
      "Bert           1200000",
    ]);
  });

  it("lets no name break out of its row or paint the terminal", () => {
    expect(textTable(["Customer"], [["Evil\n\u001b[31mCo\u0000"]])).toBe("Customer\n------------\nEvil [31mCo");
  });
});
