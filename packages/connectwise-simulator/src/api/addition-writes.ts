import { jsonAnswer } from "@integrations/simulator-kit";
import type { Changes } from "../store/person-edits.ts";
import type { AdditionRecord, AgreementRecord } from "../store/records.ts";
import { additionResource } from "../wire/addition-resource.ts";
import { wireDay, wireTime } from "../wire/wire-time.ts";
import { findById, reachAgreement } from "./access.ts";
import { fieldError, isWritable, missingField, readFields } from "./addition-fields.ts";
import { checkAgreement, checkChange, checkCustomFields, checkNewLine, refuseIfAny } from "./addition-rules.ts";
import type { CallContext, Handled } from "./call-context.ts";
import { readPatch, type PatchOperation } from "./patch-operations.ts";
import { readJsonBody, readJsonObject } from "./read-body.ts";
import { notFound } from "./refusals.ts";

/** `POST .../additions`: product and `billCustomer` are required, all else has a default; money comes from the catalog. */
export function createAddition(call: CallContext, agreementId: string): Handled {
  const agreement = reachAgreement(call, agreementId, "add");
  const body = readJsonObject(call.request);
  const { changes, errors } = readFields(body, call.wire.store);
  refuseIfAny(call, [
    ...["product", "billCustomer"].filter((field) => body[field] == null).map((field) => missingField(field)),
    ...errors.filter(({ field }) => body[field] != null),
    ...checkCustomFields(call, body["customFields"] !== undefined),
    ...checkAgreement(call, agreement),
  ]);
  const line = completeLine(call, agreement, { ...changes, id: call.wire.store.additions.nextId() });
  refuseIfAny(call, checkNewLine(call, agreement, line));
  call.wire.store.additions.insert(line);
  return {
    answer: jsonAnswer(201, additionResource.toWire(line, call.wire), { location: `${call.wire.apiUrl}${additionPath(line)}` }),
    effect: { kind: "created", after: line },
  };
}

/** `PATCH .../additions/{id}`: all operations or none; answers with the whole line. */
export function patchAddition(call: CallContext, agreementId: string, id: string): Handled {
  const agreement = reachAgreement(call, agreementId, "edit");
  const before = reachAddition(call, agreement, id);
  const operations = readPatch(readJsonBody(call.request));
  const unknown = operations.filter(({ path: [field] }) => field === undefined || !isWritable(field));
  refuseIfAny(
    call,
    unknown.map(({ path }) => fieldError("InvalidField", path.join("/"), `${path.join("/")} cannot be changed.`)),
  );
  const { changes, errors } = readFields(Object.fromEntries(operations.map((operation) => sentField(operation))), call.wire.store);
  const after = stamped(call, { ...before, ...changes });
  refuseIfAny(call, [
    ...errors,
    ...checkCustomFields(
      call,
      operations.some(({ path: [field] }) => field === "customFields"),
    ),
    ...checkAgreement(call, agreement),
    ...checkChange(call, before, after),
  ]);
  call.wire.store.additions.replace(after);
  return { answer: jsonAnswer(200, additionResource.toWire(after, call.wire)), effect: { kind: "updated", before, after } };
}

/** `PUT .../additions/{id}`: resets what it does not name. Nothing in this project should ever send one. */
export function replaceAddition(call: CallContext, agreementId: string, id: string): Handled {
  const agreement = reachAgreement(call, agreementId, "edit");
  const before = reachAddition(call, agreement, id);
  const body = readJsonObject(call.request);
  const { changes, errors } = readFields(body, call.wire.store);
  refuseIfAny(call, [
    ...["product", "billCustomer"].filter((field) => body[field] == null).map((field) => missingField(field)),
    ...errors.filter(({ field }) => body[field] != null),
    ...checkCustomFields(call, body["customFields"] !== undefined),
    ...checkAgreement(call, agreement),
  ]);
  const after = completeLine(call, agreement, { ...changes, id: before.id });
  refuseIfAny(call, checkChange(call, before, after));
  call.wire.store.additions.replace(after);
  return { answer: jsonAnswer(200, additionResource.toWire(after, call.wire)), effect: { kind: "updated", before, after } };
}

/** `DELETE .../additions/{id}`. Nothing in this project should ever send one. */
export function deleteAddition(call: CallContext, agreementId: string, id: string): Handled {
  const before = reachAddition(call, reachAgreement(call, agreementId, "delete"), id);
  call.wire.store.additions.remove(before.id);
  return { answer: { status: 204, headers: {}, body: { kind: "none" } }, effect: { kind: "deleted", before } };
}

/** @throws Refusal 404 where it is not a line of this agreement */
export function reachAddition({ wire }: CallContext, agreement: AgreementRecord, id: string): AdditionRecord {
  const line = findById(id, (number) => wire.store.additions.find(number));
  if (line?.agreementId !== agreement.id) throw notFound("Addition", id);
  return line;
}

function completeLine(call: CallContext, agreement: AgreementRecord, given: Changes<AdditionRecord> & { id: number }): AdditionRecord {
  const product = given.productId === undefined ? undefined : call.wire.store.products.find(given.productId);
  return stamped(call, {
    productId: 0,
    quantity: 1,
    lessIncluded: 0,
    unitPrice: product?.price ?? 0,
    unitCost: product?.cost ?? 0,
    billCustomer: "Billable",
    effectiveDate: wireDay(call.wire.now),
    description: product?.description ?? "",
    invoiceDescription: product?.customerDescription ?? product?.description ?? "",
    taxableFlag: product?.taxableFlag ?? false,
    ...given,
    agreementId: agreement.id,
    updatedAt: "",
    updatedBy: "",
  });
}

/** Dates set to null are gone, not undefined: absent means ongoing. */
function stamped(call: CallContext, line: Changes<AdditionRecord>): AdditionRecord {
  const given = Object.entries(line).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as unknown as AdditionRecord),
    updatedAt: wireTime(call.wire.now),
    updatedBy: call.member.identifier,
  };
}

/** `product/id` alone names a product as `product` does. */
function sentField({ op, path: [field = "", inner], value }: PatchOperation): [string, unknown] {
  if (op === "remove") return [field, null];
  return [field, inner === undefined ? value : { [inner]: value }];
}

function additionPath(line: AdditionRecord): string {
  return `/finance/agreements/${line.agreementId}/additions/${line.id}`;
}
