import { describe, expect, it } from "vitest";
import { toCsv } from "../../ui/csv/to-csv.ts";
import { FILE_COLUMNS, MOST_ROWS, readAssignmentFile } from "./assignment-file.ts";

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
const read = (text: string) => readAssignmentFile(bytes(text));
const HEAD = "customer_id,company_id,agreement_id";

describe("a file of assignments", () => {
  it.each([
    ["commas", `${HEAD}\nc1,1,10\n`],
    ["semicolons and the mark of Excel", `\u{FEFF}customer_id;company_id;agreement_id\r\nc1;1;10\r\n`],
    ["tabs", "customer_id\tcompany_id\tagreement_id\nc1\t1\t10"],
    ["quotes, blanks and another order", `Agreement_ID ,"CUSTOMER_ID",company_id,note\n10, c1 ,"1","a, ""b""\nc"\n\n ,,,\n`],
  ])("is read with %s", (_what, text) => {
    expect(read(text)).toEqual({ fault: null, rows: [{ row: 2, customerId: "c1", companyId: "1", agreementId: "10", fault: null }] });
  });

  it("comes back as it was written, with ids that a spreadsheet would work out", () => {
    const written = toCsv([[...FILE_COLUMNS], ["=1+1", 'Name, "x"', "-5", "Acme", "@7", "A"]]);
    expect(read(written).rows).toMatchObject([{ customerId: "=1+1", companyId: "-5", agreementId: "@7", fault: null }]);
  });

  it.each([
    ["another encoding", new Uint8Array([0x63, 0xfc, 0x0a]).buffer, { kind: "encoding" }],
    ["wrong columns", bytes("customer,company_id\nx,1\n"), { kind: "columns", missing: ["customer_id", "agreement_id"] }],
    ["nothing at all", bytes(""), { kind: "columns", missing: ["customer_id", "company_id", "agreement_id"] }],
    ["a quote that is never closed", bytes(`${HEAD}\nc1,1,10\n"c2,1,10\nc3,1,10\n`), { kind: "quotes", row: 3 }],
    ["a heading alone", bytes(`${HEAD}\n`), { kind: "empty" }],
  ])("is refused as a whole for %s", (_what, file, fault) => {
    expect(readAssignmentFile(file)).toEqual({ fault });
  });

  it("tells of each row what is wrong with it", () => {
    const text = `${HEAD}\nc1,1,10\nc1,2,20\n,1,10\nc2,1,\nc3,,\nc4,1,10,more\n\nc5,1,10\n`;
    expect(read(text).rows?.map(({ row, fault }) => [row, fault])).toEqual([
      [2, "duplicate"],
      [3, "duplicate"],
      [4, "noCustomer"],
      [5, "incomplete"],
      [6, null],
      [7, "malformed"],
      [9, null],
    ]);
  });

  it("takes 50,000 rows, and not one more", () => {
    const rows = (count: number) => `${HEAD}\n${Array.from({ length: count }, (_, index) => `c${index},1,10`).join("\n")}\n`;
    expect(read(rows(MOST_ROWS)).rows).toHaveLength(MOST_ROWS);
    expect(read(rows(MOST_ROWS + 1)).fault).toEqual({ kind: "tooMany" });
  });
});
