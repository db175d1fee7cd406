import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, shallowRef, watch } from "vue";
import { useI18n } from "vue-i18n";
import type { ApiOutputs } from "../../api/outputs.ts";
import { problemOf, type Problem } from "../../api/problem.ts";
import { useConsole } from "../../app/console.ts";
import { usePartner } from "../../app/partner-scope.ts";
import { useNotify } from "../../ui/notify.ts";
import { keepDraft } from "../../ui/unsaved/drafts.ts";
import { trackUnsaved } from "../../ui/unsaved/unsaved.ts";
import { useProvider } from "../integrations/provider-scope.ts";
import { assignmentsOf, choose, overtaken, rebase, withoutChoice, type MappingDraft, type ProductChoice } from "./mapping-plan.ts";
import { mappingQuery } from "./mapping-query.ts";

export type MappingRow = ApiOutputs["mapping"]["list"][number];

/** The services with what is stored and what is chosen, and how choices are saved. */
export function useMapping() {
  const { t } = useI18n();
  const { api, key } = usePartner();
  const { queries } = useConsole();
  const { provider, refresh } = useProvider();
  const notify = useNotify();
  const { providerId } = provider;

  const list = useQuery({
    ...mappingQuery({ api, key }, providerId),
    placeholderData: keepPreviousData,
  });
  const rows = computed(() => list.data.value ?? []);
  const draft = shallowRef<MappingDraft>({});
  /** The list the choices were made from. */
  const base = shallowRef<readonly MappingRow[]>([]);
  const conflicts = shallowRef<readonly MappingRow[]>([]);
  const problem = shallowRef<Problem>();
  const isSaving = shallowRef(false);
  const changes = computed(() => Object.keys(draft.value).length);

  watch(
    rows,
    (now) => {
      conflicts.value = overtaken(base.value, now, draft.value);
      draft.value = rebase(draft.value, now);
      if (conflicts.value.length === 0) base.value = now;
    },
    { immediate: true },
  );
  trackUnsaved(() => (isSaving.value ? 0 : changes.value));
  keepDraft<MappingDraft>(
    `mapping/${key.join("/")}/${providerId}`,
    () => (changes.value === 0 ? undefined : draft.value),
    (kept) => (draft.value = kept),
  );

  async function reload(): Promise<void> {
    await Promise.all([list.refetch(), refresh()]);
  }

  async function save(): Promise<void> {
    problem.value = undefined;
    isSaving.value = true;
    const count = changes.value;
    try {
      await api.mapping.save.mutate({ providerId, assignments: assignmentsOf(draft.value), version: rows.value[0]?.version });
      draft.value = {};
      await Promise.all([reload(), queries.invalidateQueries({ queryKey: [...key, "integrations"] })]);
      notify.done(t("mapping.saved", count), t("mapping.savedText"));
    } catch (error) {
      problem.value = problemOf(error);
      if (problem.value.reason === "changed_meanwhile") await reload();
    } finally {
      isSaving.value = false;
    }
  }

  function discard(): void {
    draft.value = {};
    problem.value = undefined;
    settle();
  }

  /** The choices made here are still meant, or not: either way the list as it is now is what they are measured by. */
  function settle(): void {
    base.value = rows.value;
    conflicts.value = [];
    problem.value = undefined;
  }

  return {
    list,
    rows,
    draft,
    changes,
    conflicts,
    problem,
    isSaving,
    choose: (row: MappingRow, product: ProductChoice) => (draft.value = choose(draft.value, row, product)),
    clear: (row: MappingRow) => (draft.value = withoutChoice(draft.value, row.service)),
    keepMine: settle,
    takeTheirs: () => {
      for (const row of conflicts.value) draft.value = withoutChoice(draft.value, row.service);
      settle();
    },
    save,
    discard,
    reload,
  };
}
