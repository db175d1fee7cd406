import type { FieldDefinition, PermissionDefinition, Provider, Terms } from "@integrations/core";
import { plain, table } from "../markdown.ts";

/** How a partner sets this provider up, made from the provider's own declaration. */
export function providerArticle(provider: Provider): string {
  const { name, fields, permissions, terms, capabilities } = provider;
  const { product, company, agreement, line } = termsOf(terms);
  return `---
title: ${JSON.stringify(`Set up ${name}`)}
aside: false
---

# Set up ${plain(name)}

Every night the platform compares the quantities it counted with the quantities on your ${agreement.many}, and sets the ones that differ. It changes
quantities only: never a price, never a cost.

## 1. Make keys with the rights they need

Make a login for the platform alone, so that you can tell its changes from those of people, and give it these rights and no more:

${table(["Module", "Permission", "Level", "Needed?", "What for"], permissions.map(permissionRow))}
${checkSentence(permissions)}
## 2. Enable the integration

Open **Integrations**, choose **${plain(name)}** among the inactive ones, and fill in the form. It is saved only once the keys have been tried and found
good. Trying them reads; it writes nothing.

${table(
  ["Field", "What it is"],
  fields.map((field) => fieldRow(field, fields)),
)}
Keys are stored encrypted and never shown again. When you change something later, a key you leave empty stays as it is.

## 3. Map your services

On the tab **Mapping**, choose the ${product.one} for each service you bill through ${plain(name)}, and leave the others at *Not Assigned*. Several services may share
one ${product.one}; their quantities are then added up. You may change a mapping to another ${product.one} at any time, but only support can set it back to *Not Assigned*.

## 4. Assign your customers

Open a customer, and on the tab **${plain(name)}** search its ${company.one} by at least 3 characters and choose one of its ${agreement.many}. A customer with a chosen
${agreement.one} is complete. Several customers may share one ${agreement.one}; their quantities are then added up.

## 5. Look before the first night

Start a **preview**: it reads everything, tells what it would change, and writes nothing. After that, nothing is left to do: the job runs once per
night, and you see the new quantities the next day.

## What a night does to your ${line.many}

${table([`On the ${agreement.one}`, "What happens"], lineRows(capabilities.includes("addLine"), terms))}
A night that would set an unusual share of all ${line.many} to 0 is held, and nothing is written until you let it go: that is what a broken count looks like.

## Words

${table(["Here", `At ${plain(name)}`], wordRows(terms))}
## When something is left alone

Each update says so in one sentence, with one thing to do. [All of these sentences](/partners/messages) stand on one page.
`;
}

function permissionRow({ module, permission, level, required, why }: PermissionDefinition): readonly string[] {
  return [plain(module), plain(permission), plain(level), required ? "yes" : "no", plain(why)];
}

/** What the check of the keys can and cannot find out. */
function checkSentence(permissions: readonly PermissionDefinition[]): string {
  const silent = permissions.filter((permission) => !permission.checkable && permission.required);
  if (silent.length === 0) return "";
  const names = silent.map(({ module, permission, level }) => `${module}: ${permission}, ${level}`).join("; ");
  return `Whether the keys have the rights to write can only be told by writing, which the check never does: a missing one (${plain(names)}) shows in the first
update that needs it.\n`;
}

function fieldRow(field: FieldDefinition, fields: readonly FieldDefinition[]): readonly string[] {
  const shownBy = fields.find((other) => other.key === field.shownWhen?.field);
  const said = [
    field.help,
    field.choices?.map((choice) => `**${plain(choice.label)}**${choice.help === undefined ? "" : `: ${choice.help}`}`).join(" "),
    field.kind === "secret" ? "Secret." : undefined,
    field.kind === "certificate"
      ? "It is trusted for this connection only, beside the public authorities; a private key is refused."
      : undefined,
    field.identity === true ? "Cannot be changed later: it names the account that everything belongs to." : undefined,
    shownBy === undefined ? undefined : `Only where "${shownBy.label}" is ${field.shownWhen?.equals === true ? "on" : "off"}.`,
    field.required === true || field.kind === "switch" || field.kind === "choice" ? undefined : "May be left empty.",
  ];
  return [plain(field.label), said.filter((text) => text !== undefined).join(" ")];
}

function lineRows(canAdd: boolean, { product, line }: Terms): ReadonlyArray<readonly string[]> {
  return [
    [`one ongoing ${line.one} for the ${product.one}`, "its quantity is set where it differs"],
    [
      `no ${line.one}, and the customer has units`,
      canAdd ? `one is added, with the quantity and nothing about money` : `nothing: the platform cannot add one here; add it by hand`,
    ],
    [`one ongoing ${line.one}, and the customer has no units any more`, `its quantity is set to 0; the ${line.one} stays`],
    [
      `several ongoing ${line.many} for one ${product.one}`,
      "the one the platform knows from before; where it knows none, nothing, and it says so",
    ],
    [`the ${line.one} was cancelled or removed by somebody`, "nothing, until you choose to add it again or to leave it"],
    [`one ${line.one} that no mapping or assignment asks for any more`, "nothing, until you choose to set it to 0 or to leave it"],
  ];
}

function wordRows(terms: Terms): ReadonlyArray<readonly string[]> {
  const words = { product: "product", company: "company", agreement: "agreement", line: "line" } as const;
  return Object.entries(words).map(([key, word]) => [word, plain(terms[key as keyof Terms].one)]);
}

function termsOf(terms: Terms): Terms {
  const clean = ({ one, many }: Terms["product"]) => ({ one: plain(one), many: plain(many) });
  return { product: clean(terms.product), company: clean(terms.company), agreement: clean(terms.agreement), line: clean(terms.line) };
}
