import type { Result } from "../rows/row.ts";
import { isMet, targetText } from "./judge.ts";

const HEADINGS = ["work", "ours", "reference", "ratio", "target", ""] as const;

/** The results as a table of text, widths fitted; numbers to three places that count. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.work,
    `${short(result.ours)} ${result.unit}`.trim(),
    `${short(result.reference)} ${result.unit} (${result.referenceName})`,
    short(result.ratio),
    targetText(result.target),
    isMet(result) ? "met" : "MISSED",
  ]);
  const widths = HEADINGS.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [lineOf(HEADINGS), lineOf(widths.map((width) => "-".repeat(width))), ...rows.map(lineOf)].join("\n");
}

function short(value: number): string {
  if (!Number.isFinite(value)) return "none";
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
