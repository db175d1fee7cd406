/** A table in plain text, columns as wide as what is in them. Control characters are left out, since names come from outside. */
export function textTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>, rightAligned: readonly string[] = []): string {
  const cells = [head, ...rows].map((row) => head.map((_, column) => clean(row[column] ?? "")));
  const widths = head.map((_, column) => cells.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return rightAligned.includes(head[column] ?? "") ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const [first = [], ...others] = cells;
  return [line(first), widths.map((width) => "-".repeat(width)).join("  "), ...others.map(line)].join("\n");
}

function clean(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}
