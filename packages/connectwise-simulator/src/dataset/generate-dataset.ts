import { seededRandom, type Random } from "../random.ts";
import type { AdditionRecord, AgreementRecord, CompanyRecord, Dataset, ProductRecord } from "../store/records.ts";
import { firstOfMonth } from "./days.ts";
import { sampleCatalog } from "./sample-catalog.ts";

export interface GenerateOptions {
  readonly seed: number;
  readonly companies: number;
  readonly agreementsPerCompany: number;
  /** The first 304 are those of the sample catalog, mail security first; more of the same kind follow. */
  readonly products: number;
  readonly additionsPerAgreement: number;
  readonly today: Date;
}

const FIRST_COMPANY_ID = 1_000;
const FIRST_AGREEMENT_ID = 10_000;
const FIRST_ADDITION_ID = 100_000;

const FIRST_WORDS = ["Amber", "Birch", "Copper", "Delta", "Ember", "Falcon", "Granite", "Harbor", "Indigo", "Juniper", "Kodiak", "Lumen"];
const SECOND_WORDS = ["Ridge", "Creek", "Point", "Grove", "Field", "Harbor", "Hollow", "Meadow", "Summit", "Valley"];
const TRADES = ["Dental", "Law", "Logistics", "Realty", "Foods", "Builders", "Clinic", "Accounting", "Media", "Schools", "Motors"];
const TYPES = ["Managed Services", "Mail Security", "Cloud Subscriptions", "Backup"];

/**
 * A ConnectWise of any size, the same for the same options: every agreement active, with as many ongoing lines, each of another
 * product. Records hold numbers and texts they share with others, so that 100,000 agreements are a matter of a second and of
 * some hundred bytes each.
 */
export function generateDataset(options: GenerateOptions): Dataset {
  const random = seededRandom(options.seed);
  const products = generateProducts(options.products);
  const sellable = products.filter((product) => product.productClass !== "Bundle" && !product.inactiveFlag);
  if (options.additionsPerAgreement > sellable.length) throw new Error("Each line needs a product of its own: there are too few products.");
  const companies: CompanyRecord[] = [];
  const agreements: AgreementRecord[] = [];
  const additions: AdditionRecord[] = [];
  const startDates = Array.from({ length: 24 }, (_, index) => firstOfMonth(options.today, -index - 2));
  const nextInvoiceDate = firstOfMonth(options.today, 1);
  const stamp = { updatedAt: firstOfMonth(options.today, -1), updatedBy: "import" };

  for (let index = 0; index < options.companies; index += 1) {
    const company = generateCompany(random, index, stamp);
    companies.push(company);
    for (let number = 0; number < options.agreementsPerCompany; number += 1) {
      const startDate = random.pick(startDates);
      const id = FIRST_AGREEMENT_ID + agreements.length;
      agreements.push({
        id,
        name: `${company.name} ${number + 1}`,
        type: random.pick(TYPES),
        companyId: company.id,
        startDate,
        noEndingDateFlag: true,
        billStartDate: startDate,
        nextInvoiceDate,
        prorateFlag: true,
        cancelledFlag: false,
        updatedAt: stamp.updatedAt,
        updatedBy: stamp.updatedBy,
      });
      for (let line = 0; line < options.additionsPerAgreement; line += 1) {
        const product = sellable[line];
        if (product !== undefined)
          additions.push(generateLine(random, FIRST_ADDITION_ID + additions.length, id, product, startDate, stamp));
      }
    }
  }
  return { companies, contacts: [], products, agreements, additions };
}

interface Stamp {
  readonly updatedAt: string;
  readonly updatedBy: string;
}

function generateCompany(random: Random, index: number, stamp: Stamp): CompanyRecord {
  const name = `${random.pick(FIRST_WORDS)} ${random.pick(SECOND_WORDS)} ${random.pick(TRADES)} ${index + 1}`;
  return {
    id: FIRST_COMPANY_ID + index,
    identifier: name.replaceAll(" ", "").slice(0, 30),
    name,
    status: "Active",
    types: CLIENT,
    deletedFlag: false,
    updatedAt: stamp.updatedAt,
    updatedBy: stamp.updatedBy,
  };
}

const CLIENT: readonly string[] = ["Client"];

function generateLine(
  random: Random,
  id: number,
  agreementId: number,
  product: ProductRecord,
  effectiveDate: string,
  stamp: Stamp,
): AdditionRecord {
  return {
    id,
    agreementId,
    productId: product.id,
    quantity: random.between(1, 120),
    lessIncluded: 0,
    unitPrice: product.price,
    unitCost: product.cost,
    billCustomer: "Billable",
    effectiveDate,
    description: product.description,
    invoiceDescription: product.description,
    taxableFlag: true,
    updatedAt: stamp.updatedAt,
    updatedBy: stamp.updatedBy,
  };
}

function generateProducts(count: number): ProductRecord[] {
  const catalog = sampleCatalog();
  const more = Array.from({ length: Math.max(0, count - catalog.length) }, (_, index): ProductRecord => {
    const model = catalog[16 + (index % (catalog.length - 16))] ?? catalog[0];
    if (model === undefined) throw new Error("The sample catalog is empty.");
    return {
      ...model,
      id: 1_000 + index,
      identifier: `${model.identifier}-${index + 1}`,
      description: `${model.description} ${index + 1}`.slice(0, 60),
    };
  });
  return [...catalog.slice(0, count), ...more];
}
