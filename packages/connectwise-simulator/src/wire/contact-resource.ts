import type { ContactRecord } from "../store/records.ts";
import { companyReference, recordInfo } from "./references.ts";
import { withWireFields, type Resource } from "./resource.ts";

/** `/company/contacts`, for suggestions by e-mail domain. Not among the calls of the reference document. */
export const contactResource: Resource<ContactRecord> = {
  name: "Contact",
  fields: {
    id: "number",
    firstName: "text",
    lastName: "text",
    company: "reference",
    inactiveFlag: "flag",
    communicationItems: "list",
    _info: "info",
    customFields: "custom",
  },
  toWire: (contact, context) =>
    withWireFields(
      {
        id: contact.id,
        firstName: contact.firstName,
        lastName: contact.lastName,
        company: companyReference(contact.companyId, context),
        inactiveFlag: contact.inactiveFlag,
        communicationItems:
          contact.email === undefined
            ? []
            : [
                {
                  id: contact.id * 10,
                  type: { id: 1, name: "Email" },
                  value: contact.email,
                  defaultFlag: true,
                  communicationType: "Email",
                  domain: `@${contact.email.slice(contact.email.lastIndexOf("@") + 1)}`,
                },
              ],
        _info: recordInfo(contact),
        customFields: [],
      },
      contact.wire,
    ),
  quick: {
    id: (contact) => contact.id,
    "company/id": (contact) => contact.companyId,
  },
};
