import { onScopeDispose, ref } from "vue";
import { useI18n } from "vue-i18n";
import { problemOf } from "../../api/problem.ts";
import { usePartner } from "../../app/partner-scope.ts";
import { saveCsv } from "../../ui/csv/save-csv.ts";
import { useNotify } from "../../ui/notify.ts";
import type { UnbilledRow, UnbilledService } from "./use-unbilled.ts";

const BEFORE = ["kind", "id", "name", "why", "units", "counted"] as const;

/** All of it as a file: the services first, then the customers. Leaving the page ends it. */
export function useUnbilledDownload(
  terms: Record<string, string>,
  read: {
    readonly services: () => readonly UnbilledService[];
    readonly customers: (signal: AbortSignal) => Promise<readonly UnbilledRow[]>;
  },
) {
  const { t } = useI18n();
  const { partner } = usePartner();
  const notify = useNotify();
  const isBusy = ref(false);
  const left = new AbortController();
  onScopeDispose(() => left.abort());

  const rowOfService = ({ service, name, units }: UnbilledService): string[] => {
    const why = t("unbilled.csv.noProduct", terms);
    return [t("unbilled.csv.service"), service, name, why, String(units), "", "", "", ""];
  };
  const rowOfCustomer = (row: UnbilledRow): string[] => [
    t("unbilled.csv.customer"),
    row.customerId,
    row.name,
    t(`unbilled.cause.${row.cause}`),
    row.units === null ? "" : String(row.units),
    row.observedAt ?? "",
    row.company?.name ?? "",
    row.agreement?.name ?? "",
    row.note ?? "",
  ];

  async function download(): Promise<void> {
    isBusy.value = true;
    try {
      const rows = [...read.services().map(rowOfService), ...(await read.customers(left.signal)).map(rowOfCustomer)];
      const heading = [
        ...BEFORE.map((column) => t(`unbilled.csv.${column}`)),
        terms["Company"] ?? "",
        terms["Agreement"] ?? "",
        t("unbilled.csv.note"),
      ];
      saveCsv(`not-billed-${partner.id}.csv`, [heading, ...rows]);
      notify.done(t("unbilled.downloaded"), t("unbilled.downloadedText", rows.length));
    } catch (error) {
      if (!left.signal.aborted) notify.failed(t("unbilled.notDownloaded"), problemOf(error));
    } finally {
      isBusy.value = false;
    }
  }

  return { isBusy, download };
}
