import { computed, onScopeDispose, ref, shallowRef } from "vue";
import { useI18n } from "vue-i18n";
import { problemOf, type Problem } from "../../api/problem.ts";
import { useConsole } from "../../app/console.ts";
import { usePartner } from "../../app/partner-scope.ts";
import { saveCsv } from "../../ui/csv/save-csv.ts";
import { useNotify } from "../../ui/notify.ts";
import { FILE_COLUMNS, readAssignmentFile, type FileFault } from "./assignment-file.ts";
import { judgeRows, toWrite, withVerdicts, type JudgedRow, type StoredPlace, type Verdict } from "./judge-rows.ts";

/** As many as the server takes in one call, which saves all of them or none. */
const MOST_AT_ONCE = 2000;
const PAGE = 1000;
const MOST_BYTES = 20 * 1024 * 1024;

/** Assignments out to a file and back in: looked at row by row first, and saved once somebody has seen that and said so. */
export function useAssignmentFile(providerId: string) {
  const { t } = useI18n();
  const { api, key, partner } = usePartner();
  const { queries } = useConsole();
  const notify = useNotify();
  const left = new AbortController();
  onScopeDispose(() => left.abort());

  const busy = ref<"export" | "check" | "save">();
  const done = ref(0);
  const total = ref(0);
  const fault = shallowRef<FileFault | { readonly kind: "tooLarge" }>();
  const problem = shallowRef<Problem>();
  const rows = shallowRef<readonly JudgedRow[]>([]);
  const saved = ref(0);
  const writes = computed(() => toWrite(rows.value));
  const faults = computed(() => rows.value.filter((row) => row.outcome === "fault"));
  const canSave = computed(() => writes.value.length > 0 && faults.value.length === 0);

  async function allCustomers() {
    const found = [];
    let cursor: string | undefined;
    do {
      const input = { providerId, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const page = await api.customers.list.query(input, { signal: left.signal });
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return found;
  }

  async function during(what: "export" | "check" | "save", work: () => Promise<void>): Promise<void> {
    busy.value = what;
    problem.value = undefined;
    done.value = 0;
    try {
      await work();
    } catch (error) {
      if (!left.signal.aborted) problem.value = problemOf(error);
    } finally {
      busy.value = undefined;
    }
  }

  async function download(): Promise<void> {
    await during("export", async () => {
      const customers = await allCustomers();
      const lines = customers.map(({ customerId, name, company, agreement }) => [
        customerId,
        name,
        company?.id ?? "",
        company?.name ?? "",
        agreement?.id ?? "",
        agreement?.name ?? "",
      ]);
      saveCsv(`assignments-${partner.id}.csv`, [FILE_COLUMNS, ...lines]);
      notify.done(t("assignmentFile.downloaded"), t("assignmentFile.rows", lines.length));
    });
  }

  /** Reads the file and says what would become of each row; saves nothing. */
  async function check(file: File): Promise<void> {
    rows.value = [];
    saved.value = 0;
    fault.value = file.size > MOST_BYTES ? { kind: "tooLarge" } : undefined;
    if (fault.value !== undefined) return;
    await during("check", async () => {
      const read = readAssignmentFile(await file.arrayBuffer());
      if (read.fault !== null) {
        fault.value = read.fault;
        return;
      }
      const stored = new Map<string, StoredPlace>();
      for (const { customerId, name, company, agreement } of await allCustomers())
        stored.set(customerId, { name, companyId: company?.id ?? null, agreementId: agreement?.id ?? null });
      const judged = judgeRows(read.rows, stored);
      rows.value = withVerdicts(judged, await ask(toWrite(judged), true));
    });
  }

  async function save(): Promise<void> {
    if (!canSave.value) return;
    await during("save", async () => {
      const verdicts = await ask(writes.value, false);
      const refused = new Map([...verdicts].filter(([, verdict]) => verdict.reason !== null));
      if (refused.size > 0) {
        rows.value = withVerdicts(rows.value, refused);
        return;
      }
      notify.done(t("suggestions.assigned", saved.value));
      rows.value = [];
    });
    const names = ["customers", "customer-counts", "connection", "unbilled"].map((name) => [...key, name, providerId]);
    for (const queryKey of [...names, [...key, "customer"]]) void queries.invalidateQueries({ queryKey });
  }

  /** In parts as large as a call takes; ends at the first part of which nothing was saved. */
  async function ask(wanted: readonly JudgedRow[], dryRun: boolean): Promise<Map<string, Verdict>> {
    const verdicts = new Map<string, Verdict>();
    total.value = wanted.length;
    for (let from = 0; from < wanted.length; from += MOST_AT_ONCE) {
      const part = wanted.slice(from, from + MOST_AT_ONCE);
      const assignments = part.map(({ customerId, companyId, agreementId }) => ({ customerId, companyId, agreementId }));
      const answer = await api.customers.assignMany.mutate({ providerId, assignments, dryRun }, { signal: left.signal });
      for (const row of answer.rows) verdicts.set(row.customerId, row);
      done.value += part.length;
      if (dryRun) continue;
      saved.value += answer.saved;
      if (answer.saved === 0) break;
    }
    return verdicts;
  }

  return { busy, done, total, fault, problem, rows, saved, writes, faults, canSave, download, check, save };
}
