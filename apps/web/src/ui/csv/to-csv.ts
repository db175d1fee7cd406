/** Rows of text as a file that spreadsheets open as it is meant: UTF-8 with its mark, every cell quoted. */
export function toCsv(rows: ReadonlyArray<readonly string[]>): string {
  return `\u{FEFF}${rows.map((row) => row.map(cellOf).join(",")).join("\r\n")}\r\n`;
}

/** A cell that begins like a formula would be worked out by a spreadsheet; the text may come from anybody. */
function cellOf(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
