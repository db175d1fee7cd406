/** A Markdown table; what stands in a cell is text, not markup. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const lines = [head.map(cell), head.map(() => "---"), ...rows.map((row) => row.map(cell))];
  return `${lines.map((line) => `| ${line.join(" | ")} |`).join("\n")}\n`;
}

/** A name as it is written in code, safe in a cell. */
export function code(name: string): string {
  return `\`${name}\``;
}

/** Text that stays text: neither Markdown nor Vue find anything in it. */
export function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function cell(text: string): string {
  return text.replaceAll("|", "&#124;").replaceAll(/\s*\n\s*/g, " ");
}
