import type { AdditionRecord, AgreementRecord, CompanyRecord, ContactRecord, Dataset, ProductRecord } from "./records.ts";
import { Table } from "./table.ts";

/** The records of one tenant, by id and by what they belong to. Knows no rule: API and person differ in what they may do. */
export class TenantStore {
  readonly companies: Table<CompanyRecord>;
  readonly contacts: Table<ContactRecord>;
  readonly products: Table<ProductRecord>;
  readonly agreements: Table<AgreementRecord>;
  readonly additions: Table<AdditionRecord>;

  constructor(dataset: Dataset) {
    this.companies = new Table(dataset.companies);
    this.contacts = new Table(dataset.contacts, (contact) => contact.companyId);
    this.products = new Table(dataset.products);
    this.agreements = new Table(dataset.agreements, (agreement) => agreement.companyId);
    this.additions = new Table(dataset.additions, (addition) => addition.agreementId);
  }
}
