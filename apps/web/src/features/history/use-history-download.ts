import { onScopeDispose, ref, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import { problemOf } from "../../api/problem.ts";
import { usePartner } from "../../app/partner-scope.ts";
import { saveCsv } from "../../ui/csv/save-csv.ts";
import { useNotify } from "../../ui/notify.ts";
import { historyWords, type HistoryEntry, type Speaker } from "./history-words.ts";
import { useWholeHistory } from "./use-history.ts";

const COLUMNS = ["at", "who", "role", "action", "what", "details", "from"] as const;

/** The whole history as a file, in the words of the page. Leaving the page ends it. */
export function useHistoryDownload(speaker: Speaker): { readonly isBusy: Readonly<Ref<boolean>>; download: () => Promise<void> } {
  const { t } = useI18n();
  const { partner } = usePartner();
  const notify = useNotify();
  const readAll = useWholeHistory();
  const isBusy = ref(false);
  const left = new AbortController();
  onScopeDispose(() => left.abort());

  function rowOf(entry: HistoryEntry): string[] {
    const { at, actor, role, action, ip } = entry;
    const { sentence, details } = historyWords(entry, speaker);
    return [at, actor, t(`history.role.${role}`), action, sentence, details.join("; "), ip ?? ""];
  }

  async function download(): Promise<void> {
    isBusy.value = true;
    try {
      const entries = await readAll(left.signal);
      saveCsv(`history-${partner.id}.csv`, [COLUMNS.map((column) => t(`history.csv.${column}`)), ...entries.map(rowOf)]);
      notify.done(t("history.downloaded"), t("history.downloadedText", entries.length));
    } catch (error) {
      if (!left.signal.aborted) notify.failed(t("history.notDownloaded"), problemOf(error));
    } finally {
      isBusy.value = false;
    }
  }

  return { isBusy, download };
}
