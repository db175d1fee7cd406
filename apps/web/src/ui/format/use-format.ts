import { computed, type ComputedRef } from "vue";
import { useI18n } from "vue-i18n";
import { usePartner } from "../../app/partner-scope.ts";
import { createTimeFormat, type TimeFormat } from "./format-time.ts";

/** Times in the partner's zone and numbers in the person's language. */
export function useFormat(): {
  readonly time: ComputedRef<TimeFormat>;
  count: (value: number) => string;
  /** A share of 1 as a percentage. */
  percent: (share: number) => string;
} {
  const { locale } = useI18n();
  const { partner } = usePartner();
  return {
    time: computed(() => timeFormatOf(locale.value, partner.timeZone)),
    count: (value) => numberFormatOf(locale.value).format(value),
    percent: (share) => new Intl.NumberFormat(locale.value, { style: "percent" }).format(share),
  };
}

// Making a format takes longer than drawing a row, and every row of a table wants one.
const timeFormats = new Map<string, TimeFormat>();
const numberFormats = new Map<string, Intl.NumberFormat>();

function timeFormatOf(locale: string, timeZone: string): TimeFormat {
  const key = `${locale} ${timeZone}`;
  const found = timeFormats.get(key) ?? createTimeFormat(locale, timeZone);
  timeFormats.set(key, found);
  return found;
}

function numberFormatOf(locale: string): Intl.NumberFormat {
  const found = numberFormats.get(locale) ?? new Intl.NumberFormat(locale);
  numberFormats.set(locale, found);
  return found;
}
