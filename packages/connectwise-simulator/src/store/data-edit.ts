import { z } from "zod";
import { behaviourChangesSchema } from "../tenant/behaviour.ts";
import { memberChangesSchema, memberSchema } from "../tenant/member.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { NewAgreement, NewCompany, NewContact, NewLine, NewProduct } from "./person-edits.ts";
import { agreementFields, companyFields, contactFields, lineFields, productFields } from "./record-fields.ts";

const id = z.int().positive();
const time = z.iso.datetime();

/**
 * What a person does to a tenant's ConnectWise, as data: for faults that happen to a request, and for other processes.
 * Fields set to null are cleared where the record may lack them.
 */
export const dataEditSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("add-line"), line: lineFields.extend({ agreementId: id, productId: id }) }),
  z.strictObject({ do: z.literal("edit-line"), id, changes: lineFields }),
  z.strictObject({ do: z.literal("cancel-line"), id, cancelledDate: time.optional() }),
  z.strictObject({ do: z.literal("delete-line"), id }),
  z.strictObject({ do: z.literal("double-line"), id, changes: lineFields.optional() }),
  z.strictObject({ do: z.literal("add-agreement"), agreement: agreementFields.extend({ companyId: id, name: z.string() }) }),
  z.strictObject({ do: z.literal("edit-agreement"), id, changes: agreementFields }),
  z.strictObject({ do: z.literal("cancel-agreement"), id, dateCancelled: time.optional() }),
  z.strictObject({ do: z.literal("end-agreement"), id, endDate: time }),
  z.strictObject({ do: z.literal("inactivate-agreement"), id }),
  z.strictObject({ do: z.literal("delete-agreement"), id }),
  z.strictObject({ do: z.literal("add-product"), product: productFields.extend({ identifier: z.string() }) }),
  z.strictObject({ do: z.literal("edit-product"), id, changes: productFields }),
  z.strictObject({ do: z.literal("inactivate-product"), id }),
  z.strictObject({ do: z.literal("delete-product"), id }),
  z.strictObject({ do: z.literal("add-company"), company: companyFields.extend({ name: z.string() }) }),
  z.strictObject({ do: z.literal("edit-company"), id, changes: companyFields }),
  z.strictObject({ do: z.literal("recycle-company"), id }),
  z.strictObject({ do: z.literal("delete-company"), id }),
  z.strictObject({ do: z.literal("add-contact"), contact: contactFields.extend({ companyId: id }) }),
  z.strictObject({ do: z.literal("set-codebase"), codebase: z.string().regex(/^[^/]+\/$/) }),
  z.strictObject({ do: z.literal("set-site-url"), siteUrl: z.string().nullable() }),
  z.strictObject({ do: z.literal("set-behaviour"), changes: behaviourChangesSchema }),
  z.strictObject({ do: z.literal("add-member"), member: memberSchema }),
  z.strictObject({ do: z.literal("change-member"), publicKey: z.string(), changes: memberChangesSchema }),
  z.strictObject({ do: z.literal("remove-member"), publicKey: z.string() }),
]);

export type DataEdit = z.input<typeof dataEditSchema>;

/**
 * @returns the record as it is afterwards, where there is one
 * @throws ZodError, or Error where the record is not there
 */
export function applyEdit(tenant: Tenant, input: DataEdit): unknown {
  const edit = dataEditSchema.parse(input);
  const { data } = tenant;
  switch (edit.do) {
    case "add-line":
      return data.addLine(fieldsOf<NewLine>(edit.line));
    case "edit-line":
      return data.editLine(edit.id, fieldsOf(edit.changes));
    case "cancel-line":
      return data.cancelLine(edit.id, edit.cancelledDate);
    case "delete-line":
      return data.deleteLine(edit.id);
    case "double-line":
      return data.doubleLine(edit.id, fieldsOf(edit.changes ?? {}));
    case "add-agreement":
      return data.addAgreement(fieldsOf<NewAgreement>(edit.agreement));
    case "edit-agreement":
      return data.editAgreement(edit.id, fieldsOf(edit.changes));
    case "cancel-agreement":
      return data.cancelAgreement(edit.id, edit.dateCancelled);
    case "end-agreement":
      return data.endAgreement(edit.id, edit.endDate);
    case "inactivate-agreement":
      return data.inactivateAgreement(edit.id);
    case "delete-agreement":
      return data.deleteAgreement(edit.id);
    case "add-product":
      return data.addProduct(fieldsOf<NewProduct>(edit.product));
    case "edit-product":
      return data.editProduct(edit.id, fieldsOf(edit.changes));
    case "inactivate-product":
      return data.inactivateProduct(edit.id);
    case "delete-product":
      return data.deleteProduct(edit.id);
    case "add-company":
      return data.addCompany(fieldsOf<NewCompany>(edit.company));
    case "edit-company":
      return data.editCompany(edit.id, fieldsOf(edit.changes));
    case "recycle-company":
      return data.recycleCompany(edit.id);
    case "delete-company":
      return data.deleteCompany(edit.id);
    case "add-contact":
      return data.addContact(fieldsOf<NewContact>(edit.contact));
    default:
      return applySetting(tenant, edit);
  }
}

type Edit = z.output<typeof dataEditSchema>;
type Setting = Extract<Edit, { do: "set-codebase" | "set-site-url" | "set-behaviour" | "add-member" | "change-member" | "remove-member" }>;

function applySetting(tenant: Tenant, edit: Setting): unknown {
  switch (edit.do) {
    case "set-codebase":
      tenant.codebase = edit.codebase;
      return undefined;
    case "set-site-url":
      tenant.siteUrl = edit.siteUrl ?? undefined;
      return undefined;
    case "set-behaviour":
      tenant.setBehaviour(edit.changes);
      return undefined;
    case "add-member":
      tenant.addMember(edit.member);
      return undefined;
    case "change-member":
      tenant.changeMember(edit.publicKey, edit.changes);
      return undefined;
    case "remove-member":
      tenant.removeMember(edit.publicKey);
      return undefined;
    default:
      throw new Error("Unknown edit.");
  }
}

const NULLABLE_NUMBERS = ["quantity", "lessIncluded"];

/** JSON has no `undefined`: null clears a field, except the numbers that may be null themselves. */
function fieldsOf<Fields>(json: object): Fields {
  const entries = Object.entries(json).map(([name, value]) => [
    name,
    value === null && !NULLABLE_NUMBERS.includes(name) ? undefined : value,
  ]);
  return Object.fromEntries(entries) as Fields;
}
