import type { SimulatorClock } from "@integrations/simulator-kit";
import { wireDay, wireTime } from "../wire/wire-time.ts";
import type { AdditionRecord, AgreementRecord, CompanyRecord, ContactRecord, ProductRecord } from "./records.ts";
import type { Table } from "./table.ts";
import type { TenantStore } from "./tenant-store.ts";

/** Fields that may be left out are given what ConnectWise would give them; `undefined` clears one. */
export type NewLine = Pick<AdditionRecord, "agreementId" | "productId"> & Changes<AdditionRecord>;
export type NewAgreement = Pick<AgreementRecord, "companyId" | "name"> & Changes<AgreementRecord>;
export type NewProduct = Pick<ProductRecord, "identifier"> & Changes<ProductRecord>;
export type NewCompany = Pick<CompanyRecord, "name"> & Changes<CompanyRecord>;
export type NewContact = Pick<ContactRecord, "companyId"> & Changes<ContactRecord>;
export type Changes<Row> = { [Field in keyof Row]?: Row[Field] | undefined };

const PERSON = "Office";

/**
 * What a person sees and does at the screen of ConnectWise: no role, no rule of the API, at once. Every verb throws where the
 * record it speaks of is not there, so that a test with a wrong id fails where it is wrong.
 */
export class PersonEdits {
  readonly #store: TenantStore;
  readonly #clock: SimulatorClock;

  constructor(store: TenantStore, clock: SimulatorClock) {
    this.#store = store;
    this.#clock = clock;
  }

  line(id: number): AdditionRecord | undefined {
    return this.#store.additions.find(id);
  }

  /** All lines of an agreement, cancelled ones too. */
  lines(agreementId: number): readonly AdditionRecord[] {
    return this.#store.additions.ofParent(agreementId);
  }

  allLines(): AdditionRecord[] {
    return [...this.#store.additions.all()];
  }

  agreement(id: number): AgreementRecord | undefined {
    return this.#store.agreements.find(id);
  }

  agreements(companyId?: number): AgreementRecord[] {
    return companyId === undefined ? [...this.#store.agreements.all()] : [...this.#store.agreements.ofParent(companyId)];
  }

  product(id: number): ProductRecord | undefined {
    return this.#store.products.find(id);
  }

  products(): ProductRecord[] {
    return [...this.#store.products.all()];
  }

  company(id: number): CompanyRecord | undefined {
    return this.#store.companies.find(id);
  }

  companies(): CompanyRecord[] {
    return [...this.#store.companies.all()];
  }

  addLine(line: NewLine): AdditionRecord {
    const product = this.#get(this.#store.products, "product", line.productId);
    this.#get(this.#store.agreements, "agreement", line.agreementId);
    const row: AdditionRecord = clean({
      id: this.#store.additions.nextId(),
      quantity: 1,
      lessIncluded: 0,
      unitPrice: product.price,
      unitCost: product.cost,
      billCustomer: "Billable",
      effectiveDate: wireDay(this.#clock.now()),
      description: product.description,
      invoiceDescription: product.customerDescription ?? product.description,
      taxableFlag: product.taxableFlag,
      ...this.#stamp(),
      ...line,
    });
    this.#store.additions.insert(row);
    return row;
  }

  editLine(id: number, changes: Changes<AdditionRecord>): AdditionRecord {
    return this.#edit(this.#store.additions, "line", id, changes);
  }

  /** From this time the line is no longer billed; the time may be still to come. */
  cancelLine(id: number, cancelledDate: string = wireDay(this.#clock.now())): AdditionRecord {
    return this.editLine(id, { cancelledDate });
  }

  deleteLine(id: number): void {
    this.#remove(this.#store.additions, "line", id);
  }

  /** A second line for the same product on the same agreement, which is legal. */
  doubleLine(id: number, changes: Changes<AdditionRecord> = {}): AdditionRecord {
    const line = this.#get(this.#store.additions, "line", id);
    const row = clean({ ...line, ...this.#stamp(), ...changes, id: this.#store.additions.nextId() });
    this.#store.additions.insert(row);
    return row;
  }

  addAgreement(agreement: NewAgreement): AgreementRecord {
    this.#get(this.#store.companies, "company", agreement.companyId);
    const startDate = agreement.startDate ?? wireDay(this.#clock.now());
    const row: AgreementRecord = clean({
      id: this.#store.agreements.nextId(),
      type: "Managed Services",
      noEndingDateFlag: agreement.endDate === undefined,
      billStartDate: startDate,
      prorateFlag: true,
      cancelledFlag: false,
      ...this.#stamp(),
      ...agreement,
      startDate,
    });
    this.#store.agreements.insert(row);
    return row;
  }

  editAgreement(id: number, changes: Changes<AgreementRecord>): AgreementRecord {
    return this.#edit(this.#store.agreements, "agreement", id, changes);
  }

  cancelAgreement(id: number, dateCancelled: string = wireDay(this.#clock.now())): AgreementRecord {
    return this.editAgreement(id, { cancelledFlag: true, dateCancelled, reasonCancelled: "Customer left" });
  }

  /** Gives it an end; one in the past makes it expired. */
  endAgreement(id: number, endDate: string): AgreementRecord {
    return this.editAgreement(id, { endDate, noEndingDateFlag: false });
  }

  inactivateAgreement(id: number): AgreementRecord {
    return this.editAgreement(id, { status: "Inactive" });
  }

  /** Its lines go with it. */
  deleteAgreement(id: number): void {
    this.#remove(this.#store.agreements, "agreement", id);
    const lineIds = this.#store.additions.ofParent(id).map((line) => line.id);
    for (const lineId of lineIds) this.#store.additions.remove(lineId);
  }

  addProduct(product: NewProduct): ProductRecord {
    const row: ProductRecord = clean({
      id: this.#store.products.nextId(),
      description: product.identifier,
      inactiveFlag: false,
      productClass: "NonInventory",
      category: "Cloud",
      subcategory: "Mail Security",
      type: "Subscription",
      unitOfMeasure: "Each",
      price: 3,
      cost: 1.5,
      taxableFlag: true,
      ...this.#stamp(),
      ...product,
    });
    this.#store.products.insert(row);
    return row;
  }

  editProduct(id: number, changes: Changes<ProductRecord>): ProductRecord {
    return this.#edit(this.#store.products, "product", id, changes);
  }

  inactivateProduct(id: number): ProductRecord {
    return this.editProduct(id, { inactiveFlag: true });
  }

  /** Lines keep their reference to it, which then leads nowhere. */
  deleteProduct(id: number): void {
    this.#remove(this.#store.products, "product", id);
  }

  addCompany(company: NewCompany): CompanyRecord {
    const row: CompanyRecord = clean({
      id: this.#store.companies.nextId(),
      identifier: company.name.replaceAll(/[^A-Za-z0-9]/g, "").slice(0, 30),
      status: "Active",
      types: ["Client"],
      deletedFlag: false,
      ...this.#stamp(),
      ...company,
    });
    this.#store.companies.insert(row);
    return row;
  }

  editCompany(id: number, changes: Changes<CompanyRecord>): CompanyRecord {
    return this.#edit(this.#store.companies, "company", id, changes);
  }

  /** Into the recycle bin. */
  recycleCompany(id: number): CompanyRecord {
    return this.editCompany(id, { deletedFlag: true });
  }

  /** Its agreements keep their reference to it, which then leads nowhere. */
  deleteCompany(id: number): void {
    this.#remove(this.#store.companies, "company", id);
  }

  addContact(contact: NewContact): ContactRecord {
    const row: ContactRecord = clean({
      id: this.#store.contacts.nextId(),
      firstName: "Front",
      lastName: "Desk",
      inactiveFlag: false,
      ...this.#stamp(),
      ...contact,
    });
    this.#store.contacts.insert(row);
    return row;
  }

  #stamp(): { updatedAt: string; updatedBy: string } {
    return { updatedAt: wireTime(this.#clock.now()), updatedBy: PERSON };
  }

  #get<Row extends { id: number }>(table: Table<Row>, name: string, id: number): Row {
    const row = table.find(id);
    if (row === undefined) throw new Error(`The simulator has no ${name} ${id}.`);
    return row;
  }

  #edit<Row extends { id: number }>(table: Table<Row>, name: string, id: number, changes: Changes<Row>): Row {
    const row = this.#get(table, name, id);
    const edited = clean<Row>({ ...row, ...this.#stamp(), ...changes, id });
    table.replace(edited);
    return edited;
  }

  #remove<Row extends { id: number }>(table: Table<Row>, name: string, id: number): void {
    this.#get(table, name, id);
    table.remove(id);
  }
}

/** A record without the fields that are set to `undefined`: absent is absent. */
function clean<Row extends object>(row: Changes<Row>): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Row;
}
