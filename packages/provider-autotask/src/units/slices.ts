import { localDateOf, ProviderError, type LocalDate } from "@integrations/core";
import type { UnitsRow } from "../wire/rows.ts";

/** Units of a line from one day to another: a row of ContractServiceUnits. */
export interface Slice {
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  readonly units: number;
  /** Approved and posted: on a bill. */
  readonly isPosted: boolean;
}

/**
 * The rows of one line by their first day, one for each first day. The dates are days as they are written; of two rows that begin on
 * one day the later one counts (V says that rows may share their border, I that the greatest id is the last word).
 * @throws ProviderError `invalid_response` where a row has no dates: nothing could be said about any day
 */
export function slicesOf(rows: readonly UnitsRow[]): Slice[] {
  const byStart = new Map<LocalDate, { readonly id: number; readonly slice: Slice }>();
  for (const row of rows) {
    const startsOn = localDateOf(row.startDate);
    const endsOn = localDateOf(row.endDate);
    if (startsOn === null || endsOn === null) {
      throw new ProviderError({ code: "invalid_response", message: `Row ${row.id} of ContractServiceUnits has no dates.` });
    }
    const isPosted = localDateOf(row.approveAndPostDate) !== null;
    const other = byStart.get(startsOn);
    if (other === undefined || other.id < row.id)
      byStart.set(startsOn, { id: row.id, slice: { startsOn, endsOn, units: row.units, isPosted } });
  }
  return [...byStart.values()].map(({ slice }) => slice).toSorted((first, second) => (first.startsOn < second.startsOn ? -1 : 1));
}

/** The row that counts on a day: of several that cover it, the one that began last. */
export function sliceAt(slices: readonly Slice[], day: LocalDate): Slice | undefined {
  return slices.findLast((slice) => slice.startsOn <= day && slice.endsOn >= day);
}
