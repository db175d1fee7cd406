import { reasonOf } from "@integrations/core";
import {
  findPartner,
  listAgreementNames,
  listChanges,
  listProductNames,
  type AgreementNames,
  type Database,
  type RunChangeRecord,
  type RunRecord,
} from "@integrations/database";
import { sentenceOf } from "@integrations/services";
import { textTable } from "./text-table.ts";

const HEAD = ["Partner", "Customer", "Product", "Before", "After", "Outcome", "Reason"];
/** Rows of a run that are printed; the rest is counted. */
const MOST_ROWS = 2000;
const MOST_CUSTOMERS = 3;

/** One table over all runs: what was changed, and what could not be. */
export async function printChanges(database: Database, runs: readonly RunRecord[], print: (text: string) => void): Promise<void> {
  const rows: string[][] = [];
  let left = 0;
  for (const run of runs) {
    if (changeCount(run) === 0) continue;
    const changes = await listChanges(database.db, { runId: run.id, after: 0, limit: MOST_ROWS });
    left += Math.max(0, changeCount(run) - changes.length);
    rows.push(...(await rowsOf(database, run, changes)));
  }
  print(rows.length === 0 ? "Every quantity was right already." : textTable(HEAD, rows, ["Before", "After"]));
  if (left > 0) print(`… and ${left} more changes.`);
}

/** A line for each run, and how many failed. */
export function summaryOf(runs: readonly RunRecord[]): { text: string; failed: number } {
  const failed = runs.filter((run) => run.status === "failed").length;
  const lines = runs.map((run) => {
    const { set, added, unchanged, skipped, held, failed: notWritten } = run.counts;
    const counts = `${set} set, ${added} added, ${unchanged} right already, ${skipped + held + notWritten} not written`;
    const why = run.reason === null ? "" : ` ${sentenceOf(run) ?? ""} ${reasonOf(run.reason).nextStep}`;
    return `Run ${run.id} (${run.partnerId}, ${run.providerId}): ${run.status.replaceAll("_", " ")}; ${counts}.${why}`;
  });
  return { text: lines.join("\n"), failed };
}

function changeCount({ counts }: RunRecord): number {
  return counts.planned + counts.set + counts.added + counts.skipped + counts.held + counts.failed;
}

async function rowsOf({ db }: Database, run: RunRecord, changes: readonly RunChangeRecord[]): Promise<string[][]> {
  if (changes.length === 0) return [];
  const partner = await findPartner(db, run.partnerId);
  const agreementIds = [...new Set(changes.flatMap((change) => change.agreementId ?? []))];
  const agreements = await listAgreementNames(db, run.connectionId, agreementIds);
  const products = await listProductNames(db, run.connectionId);
  return changes.map((change) => [
    partner?.name ?? run.partnerId,
    customerOf(change, change.agreementId === null ? undefined : agreements.get(change.agreementId)),
    change.productId === null ? "" : (products.get(change.productId)?.identifier ?? change.productId),
    change.before === null ? "" : String(change.before),
    change.after === null ? "" : String(change.after),
    change.outcome,
    sentenceOf(change) ?? "",
  ]);
}

function customerOf(change: RunChangeRecord, agreement: AgreementNames | undefined): string {
  const customers = agreement?.customers ?? [];
  const one = customers.find((customer) => customer.customerId === change.customerId);
  if (one !== undefined) return one.name;
  if (customers.length === 0) return change.customerId ?? `(agreement ${change.agreementId ?? ""})`;
  const names = customers.slice(0, MOST_CUSTOMERS).map((customer) => customer.name);
  const more = customers.length - names.length;
  return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
}
