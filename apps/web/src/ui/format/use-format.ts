import { computed, type ComputedRef } from "vue";
import { useI18n } from "vue-i18n";
import { usePartner } from "../../app/partner-scope.ts";
import { createTimeFormat, type TimeFormat } from "./format-time.ts";

/** Times in the partner's zone and numbers in the person's language. */
export function useFormat(): { readonly time: ComputedRef<TimeFormat>; count: (value: number) => string } {
  const { locale } = useI18n();
  const { partner } = usePartner();
  const number = computed(() => new Intl.NumberFormat(locale.value));
  return { time: computed(() => createTimeFormat(locale.value, partner.timeZone)), count: (value) => number.value.format(value) };
}
