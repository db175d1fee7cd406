import { z } from "zod";
import type { PersonEdits } from "./person-edits.ts";

const id = z.int().positive();
const day = z.iso.date();
const kind = z.enum(["service", "bundle"]).default("service");

const company = z.strictObject({ companyName: z.string(), companyNumber: z.string(), companyType: z.int(), isActive: z.boolean() });
const contract = z.strictObject({
  companyID: id,
  contractName: z.string(),
  contractNumber: z.string(),
  contractType: z.int(),
  contractPeriodType: z.int(),
  status: z.int(),
  startDate: day,
  endDate: day,
  isDefaultContract: z.boolean(),
});
const item = z.strictObject({
  name: z.string(),
  description: z.string(),
  isActive: z.boolean(),
  periodType: z.int(),
  unitPrice: z.number(),
  unitCost: z.number(),
});

/** What a person does, as data: for faults that edit meanwhile, and for other processes. */
export const dataEditSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("add-company"), company: company.partial().required({ companyName: true }) }),
  z.strictObject({ do: z.literal("edit-company"), id, changes: company.partial() }),
  z.strictObject({ do: z.literal("add-contract"), contract: contract.partial().required({ companyID: true, contractName: true }) }),
  z.strictObject({ do: z.literal("edit-contract"), id, changes: contract.partial() }),
  z.strictObject({ do: z.literal("delete-contract"), id }),
  z.strictObject({ do: z.literal("add-item"), kind, item: item.partial().required({ name: true }) }),
  z.strictObject({ do: z.literal("edit-item"), kind, id, changes: item.partial() }),
  z.strictObject({
    do: z.literal("add-line"),
    kind,
    line: z.strictObject({ contractID: id, itemID: id, units: z.int().optional(), startOn: day.optional() }),
  }),
  z.strictObject({ do: z.literal("adjust-line"), kind, id, unitChange: z.int(), effectiveDate: day }),
  z.strictObject({ do: z.literal("end-line"), kind, id, on: day }),
  z.strictObject({ do: z.literal("delete-line"), kind, id }),
  z.strictObject({ do: z.literal("post"), kind, contractID: id, on: day }),
]);
export type DataEdit = z.input<typeof dataEditSchema>;

/** @returns the record it left, where there is one */
export function applyEdit(data: PersonEdits, input: DataEdit): unknown {
  const edit = dataEditSchema.parse(input);
  switch (edit.do) {
    case "add-company":
      return data.addCompany(given(edit.company));
    case "edit-company":
      return data.editCompany(edit.id, given(edit.changes));
    case "add-contract":
      return data.addContract(given(edit.contract));
    case "edit-contract":
      return data.editContract(edit.id, given(edit.changes));
    case "delete-contract":
      return data.deleteContract(edit.id);
    case "add-item":
      return data.addItem(given(edit.item), edit.kind);
    case "edit-item":
      return data.editItem(edit.id, given(edit.changes), edit.kind);
    case "add-line":
      return data.addLine(edit.line, edit.kind);
    case "adjust-line":
      return data.adjustLine(edit.id, edit.unitChange, edit.effectiveDate, edit.kind);
    case "end-line":
      return data.endLine(edit.id, edit.on, edit.kind);
    case "delete-line":
      return data.deleteLine(edit.id, edit.kind);
    case "post":
      return data.post(edit.contractID, edit.on, edit.kind);
  }
}

/** Without what is undefined: it would hide a default. */
function given<Row extends object>(row: Row): { [Key in keyof Row]: Exclude<Row[Key], undefined> } {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Row]: Exclude<Row[Key], undefined>;
  };
}
