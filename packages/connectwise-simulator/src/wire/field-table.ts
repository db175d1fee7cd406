/** What a field of a record holds, which decides how conditions may compare it. */
export type FieldKind = "number" | "text" | "flag" | "date" | "reference" | "list" | "info" | "custom";

export type FieldTable = Readonly<Record<string, FieldKind>>;

/** Fields inside references and lists, whichever they belong to. */
const INNER_FIELDS: FieldTable = {
  id: "number",
  identifier: "text",
  name: "text",
  type: "text",
  symbol: "text",
  currencyCode: "text",
  description: "text",
  value: "text",
  caption: "text",
  communicationType: "text",
  domain: "text",
  serializedFlag: "flag",
  chargeFirmFlag: "flag",
  defaultFlag: "flag",
  lastUpdated: "date",
  dateEntered: "date",
  updatedBy: "text",
  enteredBy: "text",
};

/** The kind of `company/id` and the like; undefined where there is no such field or it cannot be compared. */
export function fieldKind(table: FieldTable, path: readonly string[]): FieldKind | undefined {
  const [outer, inner, ...deeper] = path;
  const kind = outer === undefined ? undefined : table[outer];
  if (inner === undefined) return kind === "reference" || kind === "list" || kind === "info" || kind === "custom" ? undefined : kind;
  if (kind === undefined) return undefined;
  const innerKind = INNER_FIELDS[inner];
  if (deeper.length === 0) return innerKind;
  return kind === "list" ? fieldKind(INNER_FIELDS, [deeper[0] ?? ""]) : undefined;
}
