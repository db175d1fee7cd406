import type { AdditionRecord, AgreementRecord, ProductRecord } from "../store/records.ts";
import { daysAfter, firstOfMonth } from "./days.ts";

const UPDATED = { updatedAt: "2025-03-14T17:40:00Z", updatedBy: "jmeadows" };

interface AgreementRow extends Partial<AgreementRecord> {
  readonly id: number;
  readonly companyId: number;
  readonly name: string;
  /** Product id and quantity, and what else differs from a plain ongoing line. */
  readonly lines: ReadonlyArray<readonly [productId: number, quantity: number | null, more?: Partial<AdditionRecord>]>;
}

/** Agreements and their lines; ids are stable, dates follow from the day. */
export function sampleAgreements(
  today: Date,
  products: readonly ProductRecord[],
): { agreements: AgreementRecord[]; additions: AdditionRecord[] } {
  const agreements: AgreementRecord[] = [];
  const additions: AdditionRecord[] = [];
  const catalog = new Map(products.map((product) => [product.id, product]));
  for (const { lines, ...row } of rows(today)) {
    const startDate = row.startDate ?? firstOfMonth(today, -26);
    agreements.push({
      type: "Managed Services",
      contactId: 500 + row.companyId - 250,
      noEndingDateFlag: row.endDate === undefined,
      billStartDate: startDate,
      nextInvoiceDate: firstOfMonth(today, 1),
      prorateFlag: true,
      cancelledFlag: false,
      ...UPDATED,
      ...row,
      startDate,
    });
    for (const [productId, quantity, more] of lines) {
      const product = catalog.get(productId);
      additions.push({
        id: 41_000 + additions.length,
        agreementId: row.id,
        productId,
        quantity,
        lessIncluded: 0,
        unitPrice: product?.price ?? 0,
        unitCost: product?.cost ?? 0,
        billCustomer: "Billable",
        effectiveDate: startDate,
        description: product?.description ?? "",
        invoiceDescription: product?.description ?? "",
        taxableFlag: true,
        ...UPDATED,
        ...more,
      });
    }
  }
  return { agreements, additions };
}

/** Most are quiet; the others show what a partner's real agreements look like. */
function rows(today: Date): AgreementRow[] {
  const mail = "Mail Security";
  const lastMonth = firstOfMonth(today, -1);
  return [
    {
      id: 2001,
      companyId: 250,
      name: "Alder Grove Dental - Managed Services",
      lines: [
        [101, 14],
        [102, 14],
        [105, 9],
        [212, 16],
      ],
    },
    {
      id: 2002,
      companyId: 251,
      name: "Bayshore Legal - Mail Security",
      type: mail,
      lines: [
        [101, 42],
        [103, 38],
        [105, 42],
      ],
    },
    {
      id: 2003,
      companyId: 251,
      name: "Bayshore Legal - Managed Workstations",
      lines: [
        [248, 45],
        [260, 45],
      ],
    },
    {
      id: 2004,
      companyId: 252,
      name: "Cedar Key Freight - Complete",
      lines: [
        [101, 61],
        [104, 61],
        [200, 3],
        [248, 58],
      ],
    },
    {
      id: 2005,
      companyId: 253,
      name: "Dunmore Architects - Mail Security",
      type: mail,
      lines: [
        [101, 23],
        [102, 20],
      ],
    },
    {
      id: 2006,
      companyId: 254,
      name: "Eastlake Pediatrics - HIPAA Care",
      lines: [
        [101, 31],
        [103, 31],
        [105, 31],
        [107, 12],
      ],
    },
    { id: 2007, companyId: 255, name: "Fairwind Charters - Mail Security", type: mail, lines: [[101, 8]] },
    {
      id: 2008,
      companyId: 256,
      name: "Gulfside Realty - Mail Security",
      type: mail,
      lines: [
        [101, 77],
        [102, 70],
        [107, 77],
      ],
    },
    {
      id: 2009,
      companyId: 256,
      name: "Gulfside Realty - Mail Security 2021",
      type: mail,
      cancelledFlag: true,
      dateCancelled: firstOfMonth(today, -14),
      reasonCancelled: "Replaced by the new agreement",
      lines: [
        [101, 65],
        [102, 65],
      ],
    },
    {
      id: 2010,
      companyId: 257,
      name: "Holloway Machine - Managed Services",
      lines: [
        [101, 19],
        [106, 6],
        [224, 20],
      ],
    },
    {
      id: 2011,
      companyId: 258,
      name: "Ironwood Brewing - Mail Security",
      type: mail,
      lines: [
        [101, 12],
        [104, 12],
      ],
    },
    // A customer that pays on a yearly plan and must not be billed into an invoiced period.
    {
      id: 2012,
      companyId: 259,
      name: "Juniper Hill School - Yearly",
      type: mail,
      prorateFlag: false,
      invoicedThrough: daysAfter(today, 120),
      nextInvoiceDate: daysAfter(today, 121),
      lines: [[113, 140]],
    },
    // A line that was cancelled before, and one that ends later.
    {
      id: 2013,
      companyId: 260,
      name: "Kestrel Insurance - Mail Security",
      type: mail,
      lines: [
        [102, 18, { cancelledDate: lastMonth }],
        [101, 27],
        [103, 25, { cancelledDate: daysAfter(today, 90) }],
      ],
    },
    {
      id: 2014,
      companyId: 261,
      name: "Larkspur Vet - Mail Security",
      type: mail,
      lines: [
        [101, 11],
        [106, 11, { lessIncluded: 1 }],
      ],
    },
    // Two lines for one product, both ongoing: nobody can tell which is meant.
    {
      id: 2015,
      companyId: 262,
      name: "Marette Foods - Complete",
      lines: [
        [101, 33],
        [101, 5, { description: "CloudFilter, warehouse" }],
        [102, 38],
      ],
    },
    {
      id: 2016,
      companyId: 262,
      name: "Marette Foods - Pilot",
      type: mail,
      startDate: firstOfMonth(today, -15),
      endDate: firstOfMonth(today, -3),
      lines: [[107, 10]],
    },
    {
      id: 2017,
      companyId: 263,
      name: "North Point Accounting - Mail Security",
      type: mail,
      lines: [
        [101, 16],
        [103, 16],
        [105, null],
      ],
    },
    { id: 2018, companyId: 263, name: "North Point Accounting - Seasonal", status: "Inactive", lines: [[101, 4]] },
    // Starts to bill next month.
    {
      id: 2019,
      companyId: 255,
      name: "Fairwind Charters - Fleet Office",
      startDate: daysAfter(today, -10),
      billStartDate: firstOfMonth(today, 1),
      lines: [],
    },
    { id: 2020, companyId: 250, name: "Alder Grove Dental - Second Office", parentAgreementId: 2001, lines: [[101, 6]] },
  ];
}
