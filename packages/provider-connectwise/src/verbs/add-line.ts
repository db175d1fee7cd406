import type { AddLineRequest, WrittenLine } from "@integrations/core";
import type { HttpAnswer, HttpVerdict } from "@integrations/provider-kit";
import type { ConnectWiseApi } from "../wire/api.ts";
import { classify, sayingOf } from "../wire/classify.ts";
import { recordId } from "../wire/ids.ts";
import { wholeQuantity } from "../wire/whole-quantity.ts";
import { writeAsDemanded } from "./custom-fields.ts";
import { confirmed, readAddition } from "./written.ts";

/**
 * Adds a product to an agreement: product, quantity, billable, first day, and nothing about money; ConnectWise fills in
 * its own prices (V). Sent once: where the answer is lost, the caller reads before it adds again.
 */
export async function addLine(api: ConnectWiseApi, request: AddLineRequest): Promise<WrittenLine> {
  const agreementId = recordId(request.agreement.id, "agreement");
  const productId = recordId(request.productId, "product");
  const quantity = wholeQuantity(request.quantity);
  const body = { product: { id: productId }, quantity, billCustomer: "Billable", effectiveDate: `${request.effectiveOn}T00:00:00Z` };

  const answer = await writeAsDemanded(api, (withCustomFields) =>
    api.send({
      method: "POST",
      path: `finance/agreements/${agreementId}/additions`,
      body: withCustomFields ? { ...body, customFields: [] } : body,
      idempotent: false,
      classify: classifyRefusal,
      read: readAddition,
    }),
  );
  const wanted = { agreementId: request.agreement.id, productId: request.productId, quantity, asOf: request.effectiveOn };
  const row = await confirmed(api, answer, wanted);
  return { lineId: String(row.id), quantity: row.quantity ?? 0 };
}

/** A new line dated inside a period that is invoiced already, on an agreement that does not prorate, is refused (O). */
function classifyRefusal(answer: HttpAnswer): HttpVerdict | undefined {
  const verdict = classify(answer);
  if (verdict?.code !== "rejected" || !/\b(?:invoiced|been billed|already billed)\b/i.test(sayingOf(answer.body))) return verdict;
  return { ...verdict, message: "ConnectWise refused a line in a period that is invoiced already.", reason: "period_invoiced" };
}
