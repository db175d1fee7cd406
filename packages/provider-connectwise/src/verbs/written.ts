import { ProviderError, type LocalDate } from "@integrations/core";
import { readJson } from "@integrations/provider-kit";
import type { ConnectWiseApi } from "../wire/api.ts";
import { ADDITION_FIELDS, additionRow, type AdditionRow } from "../wire/rows.ts";
import { toLine } from "../wire/to-domain.ts";

export const readAddition = readJson(additionRow, "an addition");

export interface Wanted {
  readonly agreementId: string;
  readonly productId: string;
  readonly quantity: number;
  readonly asOf: LocalDate;
}

/**
 * Says what an addition became, and makes sure that it is what was asked for. A PATCH can give a false 200 (O), so an
 * answer that shows another quantity is followed by one look at the record itself.
 * @throws ProviderError `conflict`: reason `write_not_confirmed` where it has another quantity, none where the addition is
 * cancelled or holds another product by now
 */
export async function confirmed(api: ConnectWiseApi, answer: AdditionRow, wanted: Wanted): Promise<AdditionRow> {
  if ((answer.quantity ?? 0) === wanted.quantity) return stillOurs(answer, wanted);
  const record = await reread(api, answer.id, wanted.agreementId);
  if ((record.quantity ?? 0) === wanted.quantity) return stillOurs(record, wanted);
  throw new ProviderError({
    code: "conflict",
    reason: "write_not_confirmed",
    effect: "unknown",
    message: `Addition ${record.id} has the quantity ${record.quantity ?? 0} after it was set to ${wanted.quantity}.`,
    context: { additionId: record.id, agreementId: wanted.agreementId },
  });
}

async function reread(api: ConnectWiseApi, additionId: number, agreementId: string): Promise<AdditionRow> {
  try {
    return await api.send({
      method: "GET",
      path: `finance/agreements/${agreementId}/additions/${additionId}`,
      query: { fields: ADDITION_FIELDS },
      read: readAddition,
    });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // Reading did nothing; the write before it may have.
    throw new ProviderError({
      code: error.code,
      message: error.message,
      retryable: error.retryable,
      effect: "unknown",
      context: error.context,
      ...(error.reason === undefined ? {} : { reason: error.reason }),
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      cause: error,
    });
  }
}

function stillOurs(row: AdditionRow, wanted: Wanted): AdditionRow {
  const line = toLine(row, wanted.agreementId);
  const fault = faultOf(line.cancelledOn !== null && line.cancelledOn <= wanted.asOf, line.productId, wanted.productId);
  if (fault === undefined) return row;
  const context = { additionId: row.id, agreementId: wanted.agreementId };
  throw new ProviderError({
    code: "conflict",
    effect: "unknown",
    message: `Addition ${row.id} ${fault}`,
    detail: `The addition ${fault}`,
    context,
  });
}

function faultOf(cancelled: boolean, productId: string, wantedProductId: string): string | undefined {
  if (cancelled) return "was cancelled meanwhile.";
  return productId !== "" && productId !== wantedProductId ? "holds another product by now." : undefined;
}
