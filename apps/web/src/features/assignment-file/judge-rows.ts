import type { ApiOutputs } from "../../api/outputs.ts";
import type { FileRow } from "./assignment-file.ts";

export type Verdict = ApiOutputs["customers"]["assignMany"]["rows"][number];

/** What stands for a customer now. */
export interface StoredPlace {
  readonly name: string;
  readonly companyId: string | null;
  readonly agreementId: string | null;
}

/** What becomes of a row. */
export interface JudgedRow extends FileRow {
  readonly name: string;
  /** `none`: without a company, so that the customer is left as it is. */
  readonly outcome: "new" | "changed" | "same" | "none" | "fault";
  readonly verdict: Verdict | null;
}

/** Everything that can be told without asking anybody. */
export function judgeRows(rows: readonly FileRow[], stored: ReadonlyMap<string, StoredPlace>): JudgedRow[] {
  return rows.map((row) => {
    const known = stored.get(row.customerId);
    return { ...row, name: known?.name ?? "", outcome: outcomeOf(row, known), verdict: null };
  });
}

function outcomeOf(row: FileRow, known: StoredPlace | undefined): JudgedRow["outcome"] {
  if (row.fault !== null) return "fault";
  if (row.companyId === "") return "none";
  if (known?.companyId === row.companyId && known.agreementId === row.agreementId) return "same";
  return known?.companyId == null ? "new" : "changed";
}

/** The rows that would be written. */
export function toWrite(rows: readonly JudgedRow[]): JudgedRow[] {
  return rows.filter(({ outcome }) => outcome === "new" || outcome === "changed");
}

/** With what the server says of each. */
export function withVerdicts(rows: readonly JudgedRow[], verdicts: ReadonlyMap<string, Verdict>): JudgedRow[] {
  return rows.map((row) => {
    const verdict = verdicts.get(row.customerId);
    if (verdict === undefined || row.outcome === "fault") return row;
    return { ...row, verdict, outcome: verdict.reason === null ? row.outcome : "fault" };
  });
}
