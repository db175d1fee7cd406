import { useInfiniteQuery } from "@tanstack/vue-query";
import { computed, ref, shallowRef, watch } from "vue";
import { useI18n } from "vue-i18n";
import type { ApiOutputs } from "../../api/outputs.ts";
import { problemOf, type Problem } from "../../api/problem.ts";
import { useConsole } from "../../app/console.ts";
import { usePartner } from "../../app/partner-scope.ts";
import { useNotify } from "../../ui/notify.ts";
import { assignmentsOf, firstChoice, isComplete, type Choice } from "./suggestion-choices.ts";

export type Verdict = ApiOutputs["customers"]["assignMany"]["rows"][number];

/** As many as the server takes in one call. */
const MOST_AT_ONCE = 500;

/** The suggestions page by page, what is chosen of them, and how that is saved. */
export function useSuggestions(providerId: string) {
  const { t } = useI18n();
  const { api, key } = usePartner();
  const { queries } = useConsole();
  const notify = useNotify();
  const list = useInfiniteQuery({
    queryKey: [...key, "suggestions", providerId],
    queryFn: ({ pageParam, signal }) =>
      api.customers.suggestions.query({ providerId, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    staleTime: 0,
    gcTime: 0,
    structuralSharing: false,
    shallow: true,
  });
  /** By customer. */
  const choices = ref(new Map<string, Choice>());
  /** Of the last attempt to save, by customer. */
  const refused = shallowRef<ReadonlyMap<string, Verdict>>(new Map());
  const problem = shallowRef<Problem>();
  const isSaving = ref(false);
  const rows = computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? []);
  watch(
    rows,
    (now) => {
      for (const row of now) if (!choices.value.has(row.customerId)) choices.value.set(row.customerId, firstChoice(row));
    },
    { immediate: true },
  );
  const picked = computed(() => assignmentsOf(choices.value).slice(0, MOST_AT_ONCE));

  function choose(customerId: string, choice: Choice): void {
    choices.value.set(customerId, { ...choice, isPicked: choice.isPicked && isComplete(choice) });
  }

  async function save(): Promise<void> {
    isSaving.value = true;
    problem.value = undefined;
    refused.value = new Map();
    try {
      const { saved, rows: verdicts } = await api.customers.assignMany.mutate({ providerId, assignments: picked.value });
      if (saved === 0) {
        refused.value = new Map(verdicts.filter((row) => row.reason !== null).map((row) => [row.customerId, row]));
        return;
      }
      notify.done(t("suggestions.assigned", saved));
      choices.value = new Map();
      await list.refetch();
      for (const name of ["customers", "customer-counts", "connection", "customer", "unbilled"])
        void queries.invalidateQueries({ queryKey: name === "customer" ? [...key, name] : [...key, name, providerId] });
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      isSaving.value = false;
    }
  }

  return { list, rows, choices, refused, problem, isSaving, picked, choose, save };
}
