import { toCsv } from "./to-csv.ts";

/** Hands rows to the browser as a file. Ids are the console's and may hold anything, so the name keeps to plain letters. */
export function saveCsv(name: string, rows: ReadonlyArray<readonly string[]>): void {
  const address = URL.createObjectURL(new Blob([toCsv(rows)], { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name.replaceAll(/[^\w.-]+/g, "-") });
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(address));
}
