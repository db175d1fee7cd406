import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, ref, shallowRef, watch } from "vue";
import { useI18n } from "vue-i18n";
import type { ApiOutputs } from "../../api/outputs.ts";
import { problemOf, type Problem } from "../../api/problem.ts";
import { usePartner } from "../../app/partner-scope.ts";
import { useNotify } from "../../ui/notify.ts";
import { keepDraft } from "../../ui/unsaved/drafts.ts";
import { trackUnsaved } from "../../ui/unsaved/unsaved.ts";
import { useDebounced } from "../../ui/use-debounced.ts";
import { orderAgreements, preselected, type AgreementChoice } from "./agreement-options.ts";
import { isLongEnough, searchState } from "./company-search.ts";

export type Assigned = ApiOutputs["customers"]["assign"];

/** A company or agreement as it is stored with the customer. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface AssignableCustomer {
  readonly customerId: string;
  readonly name: string;
  readonly company: Named | null;
  readonly agreement: Named | null;
}

const DEBOUNCE_MS = 250;

/** Choosing a company and one of its agreements for a customer. Nothing is saved before both are chosen. */
export function useAssignment(providerId: string, customer: () => AssignableCustomer, onSaved: (assigned: Assigned) => void) {
  const { t } = useI18n();
  const { api, key } = usePartner();
  const notify = useNotify();

  const company = shallowRef<Named | undefined>(customer().company ?? undefined);
  const agreement = shallowRef<AgreementChoice>();
  const term = ref("");
  const problem = shallowRef<Problem>();
  const isSaving = ref(false);

  const settled = useDebounced(
    computed(() => term.value.trim()),
    DEBOUNCE_MS,
  );
  const companies = useQuery({
    queryKey: computed(() => [...key, "companies", providerId, settled.value]),
    queryFn: async ({ signal }) => ({
      search: settled.value,
      items: (await api.customers.companies.query({ providerId, search: settled.value }, { signal })).items,
    }),
    enabled: computed(() => isLongEnough(settled.value)),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const search = computed(() =>
    searchState({
      text: term.value,
      answeredText: companies.data.value?.search,
      hasFailed: companies.error.value !== null && settled.value === term.value.trim(),
      count: companies.data.value?.items.length ?? 0,
    }),
  );

  const agreements = useQuery({
    queryKey: computed(() => [...key, "agreements", providerId, company.value?.id ?? ""]),
    queryFn: async ({ signal }) =>
      orderAgreements((await api.customers.agreements.query({ providerId, companyId: company.value?.id ?? "" }, { signal })).items),
    enabled: computed(() => company.value !== undefined),
  });
  watch(
    () => agreements.data.value,
    (found) => {
      if (found === undefined || agreement.value !== undefined) return;
      const ownId = company.value?.id === customer().company?.id ? customer().agreement?.id : undefined;
      agreement.value = preselected(found, ownId);
    },
    { immediate: true },
  );

  const isChanged = computed(
    () =>
      company.value?.id !== customer().company?.id || (agreement.value !== undefined && agreement.value.id !== customer().agreement?.id),
  );
  const canSave = computed(() => isChanged.value && agreement.value?.selectable === true && company.value !== undefined);
  trackUnsaved(() => (isChanged.value && !isSaving.value ? 1 : 0));
  keepDraft<{ company: Named; agreement: AgreementChoice | undefined }>(
    `assignment/${key.join("/")}/${providerId}/${customer().customerId}`,
    () => (isChanged.value && company.value !== undefined ? { company: company.value, agreement: agreement.value } : undefined),
    (kept) => {
      company.value = kept.company;
      agreement.value = kept.agreement;
    },
  );

  function chooseCompany(chosen: Named): void {
    if (chosen.id === company.value?.id) return;
    company.value = chosen;
    agreement.value = undefined;
    problem.value = undefined;
  }

  function chooseAgreement(chosen: AgreementChoice): void {
    agreement.value = chosen;
    problem.value = undefined;
  }

  function reset(): void {
    company.value = customer().company ?? undefined;
    agreement.value = preselected(agreements.data.value ?? [], customer().agreement?.id);
    problem.value = undefined;
  }

  async function save(): Promise<void> {
    if (!canSave.value || company.value === undefined || agreement.value === undefined) return;
    isSaving.value = true;
    problem.value = undefined;
    const { customerId, name } = customer();
    try {
      const assigned = await api.customers.assign.mutate({
        providerId,
        customerId,
        companyId: company.value.id,
        agreementId: agreement.value.id,
      });
      notify.done(t("assignment.saved", { name }), t("assignment.complete"));
      onSaved(assigned);
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      isSaving.value = false;
    }
  }

  return {
    company,
    agreement,
    term,
    search,
    companies,
    agreements,
    problem,
    isSaving,
    isChanged,
    canSave,
    chooseCompany,
    chooseAgreement,
    reset,
    save,
  };
}
