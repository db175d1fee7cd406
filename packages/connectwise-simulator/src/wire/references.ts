import type { CompanyRecord, ContactRecord } from "../store/records.ts";
import type { WireContext, WireObject } from "./resource.ts";

/**
 * References inside records. One to a record that was deleted keeps its id and has an empty name, as ConnectWise leaves it
 * (FACTS section 4: "References may point to deleted records").
 */
export function companyReference(id: number, context: WireContext): WireObject {
  const company: CompanyRecord | undefined = context.store.companies.find(id);
  return {
    id,
    identifier: company?.identifier ?? "",
    name: company?.name ?? "",
    _info: { company_href: `${context.apiUrl}/company/companies/${id}` },
  };
}

export function contactReference(id: number | undefined, context: WireContext): WireObject {
  const contact: ContactRecord | undefined = id === undefined ? undefined : context.store.contacts.find(id);
  return {
    id: id ?? 1,
    name: contact === undefined ? "Front Desk" : `${contact.firstName} ${contact.lastName}`,
    _info: { contact_href: `${context.apiUrl}/company/contacts/${id ?? 1}` },
  };
}

export function productReference(id: number, context: WireContext): WireObject {
  return {
    id,
    identifier: context.store.products.find(id)?.identifier ?? "",
    _info: { catalog_href: `${context.apiUrl}/procurement/catalog/${id}` },
  };
}

/** A reference into a set-up table the simulator does not keep: the id follows from the name. */
export function setupReference(name: string): WireObject {
  return { id: idOfName(name), name };
}

export function recordInfo(row: { updatedAt: string; updatedBy: string }): WireObject {
  return { lastUpdated: row.updatedAt, updatedBy: row.updatedBy };
}

function idOfName(name: string): number {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return sum + 1;
}
