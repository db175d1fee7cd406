import { ProviderError, type SetQuantityRequest, type WrittenLine } from "@integrations/core";
import type { HttpAnswer } from "@integrations/provider-kit";
import type { ConnectWiseApi } from "../wire/api.ts";
import { recordId } from "../wire/ids.ts";
import type { AdditionRow } from "../wire/rows.ts";
import { wholeQuantity } from "../wire/whole-quantity.ts";
import { readCustomFields, writeAsDemanded } from "./custom-fields.ts";
import { confirmed, readAddition } from "./written.ts";

/**
 * Replaces the quantity and nothing else (V, O). Absolute, so that sending it again after a lost answer does no harm;
 * never a PUT, which resets what it does not name, and never a field about money.
 */
export async function setQuantity(api: ConnectWiseApi, request: SetQuantityRequest): Promise<WrittenLine> {
  const { line, asOf } = request;
  const agreementId = recordId(line.agreementId, "agreement");
  const additionId = recordId(line.id, "addition");
  const quantity = wholeQuantity(request.quantity);
  const path = `finance/agreements/${agreementId}/additions/${additionId}`;

  const answer = await writeAsDemanded(api, async (withCustomFields) => {
    const operations: unknown[] = [{ op: "replace", path: "quantity", value: quantity }];
    if (withCustomFields) operations.push({ op: "replace", path: "customFields", value: await readCustomFields(api, path) });
    return api.send({ method: "PATCH", path, body: operations, idempotent: true, read: additionOf(additionId) });
  });
  const row = await confirmed(api, answer, { agreementId: line.agreementId, productId: line.productId, quantity, asOf });
  return { lineId: String(row.id), quantity: row.quantity ?? 0 };
}

function additionOf(additionId: number): (answer: HttpAnswer) => AdditionRow {
  return (answer) => {
    const row = readAddition(answer);
    if (row.id === additionId) return row;
    throw new ProviderError({ code: "invalid_response", message: "The answer is about another addition." });
  };
}
