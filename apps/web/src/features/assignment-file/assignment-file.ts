import Papa from "papaparse";

/** The columns of the file; names beside the ids are for people and are not read. */
export const FILE_COLUMNS = ["customer_id", "customer", "company_id", "company", "agreement_id", "agreement"] as const;
const REQUIRED = ["customer_id", "company_id", "agreement_id"] as const;
export const MOST_ROWS = 50_000;

/** Why nothing of a file can be used. */
export type FileFault =
  | { readonly kind: "encoding" | "empty" | "tooMany" }
  | { readonly kind: "columns"; readonly missing: readonly string[] }
  /** What stands behind an open quote may mean anything. */
  | { readonly kind: "quotes"; readonly row: number };

/** A row, with what is wrong with it before anybody is asked. */
export interface FileRow {
  /** As a spreadsheet numbers it: the heading is row 1. */
  readonly row: number;
  readonly customerId: string;
  readonly companyId: string;
  readonly agreementId: string;
  readonly fault: "malformed" | "noCustomer" | "incomplete" | "duplicate" | null;
}

export type ReadFile =
  | { readonly fault: FileFault; readonly rows?: undefined }
  | { readonly fault: null; readonly rows: readonly FileRow[] };

type Cells = Readonly<Record<string, string | undefined>>;

/** Reads a file as a spreadsheet writes it: commas, semicolons or tabs, with or without a mark of its encoding. */
export function readAssignmentFile(bytes: ArrayBuffer): ReadFile {
  const text = decode(bytes);
  if (text === undefined) return { fault: { kind: "encoding" } };
  const { data, errors, meta } = Papa.parse<Cells>(text, {
    header: true,
    // Blank rows are counted, as a spreadsheet counts them.
    skipEmptyLines: false,
    transformHeader: (heading) => heading.trim().toLowerCase(),
    delimitersToGuess: [",", ";", "\t"],
  });
  const missing = REQUIRED.filter((column) => meta.fields?.includes(column) !== true);
  if (missing.length > 0) return { fault: { kind: "columns", missing } };
  const open = errors.find((error) => error.type === "Quotes");
  if (open !== undefined) return { fault: { kind: "quotes", row: (open.row ?? 0) + 1 } };
  const read = data.flatMap((cells, index) => (isBlank(cells) ? [] : [{ row: index + 2, ...idsOf(cells) }]));
  if (read.length === 0) return { fault: { kind: "empty" } };
  if (read.length > MOST_ROWS) return { fault: { kind: "tooMany" } };
  // A row that is too short only lacks names at its end; one that is too long may have its ids in other columns.
  const tooLong = new Set(errors.filter((error) => error.code === "TooManyFields").map((error) => (error.row ?? 0) + 2));
  const times = new Map<string, number>();
  for (const { customerId } of read) times.set(customerId, (times.get(customerId) ?? 0) + 1);
  const rows = read.map((ids): FileRow => {
    const { customerId, companyId, agreementId } = ids;
    const isMalformed = tooLong.has(ids.row);
    const isHalf = (companyId === "") !== (agreementId === "");
    const isTwice = (times.get(customerId) ?? 0) > 1;
    const fault = isMalformed ? "malformed" : customerId === "" ? "noCustomer" : isTwice ? "duplicate" : isHalf ? "incomplete" : null;
    return { ...ids, fault };
  });
  return { fault: null, rows };
}

function idsOf(cells: Cells): { customerId: string; companyId: string; agreementId: string } {
  return { customerId: plain(cells["customer_id"]), companyId: plain(cells["company_id"]), agreementId: plain(cells["agreement_id"]) };
}

function isBlank(cells: Cells): boolean {
  return Object.values(cells).every((cell) => typeof cell === "string" && cell.trim() === "");
}

function decode(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/^\u{FEFF}/u, "");
  } catch {
    return undefined;
  }
}

/** Without the mark that our own files put before what a spreadsheet would work out. */
function plain(cell: string | undefined): string {
  const text = (cell ?? "").trim();
  return /^'[=+\-@]/.test(text) ? text.slice(1) : text;
}
