import { agreementStatus } from "../store/agreement-status.ts";
import type { AdditionRecord, AgreementRecord } from "../store/records.ts";
import { fieldError, missingField } from "./addition-fields.ts";
import type { CallContext } from "./call-context.ts";
import { invalidObject, type FieldError } from "./refusals.ts";

/** @throws Refusal 400 where there are any */
export function refuseIfAny({ tenant }: CallContext, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject("addition", errors, tenant.behaviour.errorList);
}

/** What every write to an agreement is held against. */
export function checkAgreement({ tenant, wire }: CallContext, agreement: AgreementRecord): FieldError[] {
  if (tenant.behaviour.writeOnEndedAgreement === "allowed" || agreementStatus(agreement, wire.now) === "Active") return [];
  return [fieldError("InvalidObject", "agreementId", "The agreement is no longer active.")];
}

/** Some sites may demand custom fields with every write (FACTS section 3, "?"). */
export function checkCustomFields({ tenant }: CallContext, sent: boolean): FieldError[] {
  return tenant.behaviour.customFieldsDemanded && !sent ? [missingField("customFields")] : [];
}

/** What a new line is held against (FACTS sections 2 and 3, O). */
export function checkNewLine({ tenant, wire }: CallContext, agreement: AgreementRecord, line: AdditionRecord): FieldError[] {
  const errors: FieldError[] = [];
  const product = wire.store.products.find(line.productId);
  if (product?.productClass === "Bundle") {
    errors.push(fieldError("InvalidField", "product", "A bundle product cannot be an addition."));
  }
  if (product?.inactiveFlag === true && tenant.behaviour.newLineOfInactiveProduct === "refused") {
    errors.push(fieldError("InvalidField", "product", "The product is inactive."));
  }
  const effectiveOn = line.effectiveDate?.slice(0, 10) ?? "";
  if (effectiveOn < agreement.billStartDate.slice(0, 10)) {
    errors.push(fieldError("InvalidField", "effectiveDate", "The effective date is before the billing start date of the agreement."));
  }
  const invoicedOn = agreement.invoicedThrough?.slice(0, 10);
  if (!agreement.prorateFlag && invoicedOn !== undefined && effectiveOn <= invoicedOn) {
    errors.push(
      fieldError(
        "InvalidField",
        "effectiveDate",
        "The effective date is inside a period that has already been invoiced, and the agreement does not prorate.",
      ),
    );
  }
  return errors;
}

/** What a change of a line is held against. Whether any of this is refused in truth is unknown (FACTS section 3, "?"). */
export function checkChange({ tenant, wire }: CallContext, before: AdditionRecord, after: AdditionRecord): FieldError[] {
  const errors: FieldError[] = [];
  const cancelled = before.cancelledDate !== undefined && before.cancelledDate <= wire.now.toISOString();
  if (cancelled && tenant.behaviour.patchOfCancelledLine === "refused") {
    errors.push(fieldError("InvalidObject", "cancelledDate", "A cancelled addition cannot be changed."));
  }
  if (after.quantity === 0 && before.quantity !== 0 && tenant.behaviour.patchToZero === "refused") {
    errors.push(fieldError("InvalidField", "quantity", "The quantity must be greater than zero."));
  }
  return errors;
}
