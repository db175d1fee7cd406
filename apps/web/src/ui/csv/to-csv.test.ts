import { describe, expect, it } from "vitest";
import { toCsv } from "./to-csv.ts";

describe("toCsv", () => {
  it("keeps commas, quotes and line breaks inside their cell", () => {
    expect(toCsv([['say "no", then\nleave', "ü"]])).toBe('\u{FEFF}"say ""no"", then\nleave","ü"\r\n');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])("lets no spreadsheet work out %j", (text) => {
    expect(toCsv([[text]])).toBe(`\u{FEFF}"'${text}"\r\n`);
  });
});
