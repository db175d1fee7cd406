import { agreementStatus } from "../store/agreement-status.ts";
import type { AdditionRecord, AgreementStatus } from "../store/records.ts";
import { productReference, recordInfo } from "./references.ts";
import { withWireFields, type Resource, type WireContext } from "./resource.ts";

/** `/finance/agreements/{id}/additions` */
export const additionResource: Resource<AdditionRecord> = {
  name: "Addition",
  fields: {
    id: "number",
    product: "reference",
    quantity: "number",
    lessIncluded: "number",
    unitPrice: "number",
    unitCost: "number",
    billCustomer: "text",
    effectiveDate: "date",
    cancelledDate: "date",
    taxableFlag: "flag",
    serialNumber: "text",
    invoiceDescription: "text",
    purchaseItemFlag: "flag",
    specialOrderFlag: "flag",
    agreementId: "number",
    description: "text",
    billedQuantity: "number",
    uom: "text",
    extPrice: "number",
    extCost: "number",
    sequenceNumber: "number",
    margin: "number",
    prorateCost: "number",
    proratePrice: "number",
    extendedProrateCost: "number",
    extendedProratePrice: "number",
    prorateCurrentPeriodFlag: "flag",
    opportunity: "reference",
    agreementStatus: "text",
    invoiceGrouping: "reference",
    _info: "info",
    customFields: "custom",
  },
  toWire: (line, context) => {
    const billed = Math.max(0, (line.quantity ?? 0) - (line.lessIncluded ?? 0));
    const extPrice = line.billCustomer === "Billable" ? money(billed * line.unitPrice) : 0;
    const extCost = money((line.quantity ?? 0) * line.unitCost);
    return withWireFields(
      {
        id: line.id,
        product: productReference(line.productId, context),
        quantity: line.quantity,
        lessIncluded: line.lessIncluded,
        unitPrice: line.unitPrice,
        unitCost: line.unitCost,
        billCustomer: line.billCustomer,
        ...(line.effectiveDate === undefined ? {} : { effectiveDate: line.effectiveDate }),
        ...(line.cancelledDate === undefined ? {} : { cancelledDate: line.cancelledDate }),
        taxableFlag: line.taxableFlag,
        serialNumber: line.serialNumber ?? "",
        invoiceDescription: line.invoiceDescription,
        purchaseItemFlag: false,
        specialOrderFlag: false,
        agreementId: line.agreementId,
        description: line.description,
        billedQuantity: billed,
        uom: context.store.products.find(line.productId)?.unitOfMeasure ?? "",
        extPrice,
        extCost,
        sequenceNumber: line.sequenceNumber ?? 0,
        margin: money(extPrice - extCost),
        prorateCost: 0,
        proratePrice: 0,
        extendedProrateCost: 0,
        extendedProratePrice: 0,
        prorateCurrentPeriodFlag: false,
        agreementStatus: lineStatus(line, context),
        _info: recordInfo(line),
        customFields: line.customFields ?? [],
      },
      line.wire,
    );
  },
  quick: {
    id: (line) => line.id,
    "product/id": (line) => line.productId,
    agreementId: (line) => line.agreementId,
  },
};

function lineStatus(line: AdditionRecord, { store, behaviour, now }: WireContext): AgreementStatus | null {
  if (behaviour.lineStatusIs === "line") {
    return line.cancelledDate !== undefined && line.cancelledDate <= now.toISOString() ? "Cancelled" : "Active";
  }
  const agreement = store.agreements.find(line.agreementId);
  return agreement === undefined ? null : agreementStatus(agreement, now);
}

function money(amount: number): number {
  return Math.round(amount * 100) / 100;
}
