import type { FieldDefinition, PermissionResult } from "@integrations/core";
import { computed, nextTick, ref, shallowRef, watch } from "vue";
import { useI18n } from "vue-i18n";
import { useRouter } from "vue-router";
import type { ApiOutputs } from "../../api/outputs.ts";
import { problemOf, type Problem } from "../../api/problem.ts";
import { useConsole } from "../../app/console.ts";
import { usePartner } from "../../app/partner-scope.ts";
import { afterPress } from "../../ui/after-press.ts";
import { useNotify } from "../../ui/notify.ts";
import { useReasons } from "../../ui/reasons.ts";
import { keepDraft } from "../../ui/unsaved/drafts.ts";
import { trackUnsaved } from "../../ui/unsaved/unsaved.ts";
import { useProvider } from "../integrations/provider-scope.ts";
import {
  configOf,
  countChanges,
  formOf,
  isKeptSecret,
  shownFields,
  withoutSecrets,
  type ConnectionForm,
  type FieldValue,
} from "./connection-form.ts";

type CheckOutcome = ApiOutputs["connection"]["check"];

/**
 * The connection's form: what is typed, what is wrong with it, and the three things it can do: check, enable, update.
 * A field tells what is wrong with it once the person has left it, all of them once they have tried to send it.
 */
export function useConnectionForm(onInvalid: () => void) {
  const { t } = useI18n();
  const { api, key, paths } = usePartner();
  const { queries } = useConsole();
  const { provider, connection, refresh } = useProvider();
  const notify = useNotify();
  const reasons = useReasons();
  const router = useRouter();
  const { fields, providerId } = provider;

  const stored = computed(() => ({ settings: connection.value.settings, secretsSet: connection.value.secretsSet }));
  const form = ref<ConnectionForm>(formOf(fields, stored.value));
  const touched = ref<readonly string[]>([]);
  const serverErrors = ref<Readonly<Record<string, string>>>({});
  const problem = ref<Problem>();
  const outcome = ref<CheckOutcome>();
  const permissions = ref<readonly PermissionResult[]>([]);
  const isChecking = ref(false);
  const isSaving = ref(false);

  const changes = computed(() => countChanges(fields, form.value, stored.value));
  // The schema's library weighs as much as a page; it comes once the form is on the screen.
  const validator = import("./config-errors.ts");
  const errorsOf = shallowRef<Awaited<typeof validator>["errorsOf"]>();
  void validator.then((loaded) => (errorsOf.value = loaded.errorsOf));
  const allErrors = computed(() => errorsOf.value?.(fields, form.value, stored.value) ?? {});
  const errors = computed(() => {
    const shown = Object.entries(allErrors.value).filter(([field]) => touched.value.includes(field));
    return { ...Object.fromEntries(shown), ...serverErrors.value };
  });

  trackUnsaved(() => (isSaving.value ? 0 : changes.value));
  keepDraft<ConnectionForm>(
    `connection/${key.join("/")}/${providerId}`,
    () => (changes.value === 0 ? undefined : withoutSecrets(fields, form.value)),
    (draft) => (form.value = draft),
  );
  // Another session may have saved meanwhile: show that, unless something is typed here.
  watch(stored, (now, before) => {
    if (JSON.stringify(now) !== JSON.stringify(before) && countChanges(fields, form.value, before) === 0) form.value = formOf(fields, now);
  });

  function change(field: FieldDefinition, value: FieldValue): void {
    form.value = { ...form.value, values: { ...form.value.values, [field.key]: value } };
    serverErrors.value = Object.fromEntries(Object.entries(serverErrors.value).filter(([name]) => name !== field.key));
    outcome.value = undefined;
  }

  function replace(field: FieldDefinition): void {
    form.value = { ...form.value, replacing: [...form.value.replacing, field.key] };
    // An attempt to send the form came before this field was there.
    touched.value = touched.value.filter((name) => name !== field.key);
  }

  function keep(field: FieldDefinition): void {
    const replacing = form.value.replacing.filter((name) => name !== field.key);
    form.value = { values: { ...form.value.values, [field.key]: "" }, replacing };
    touched.value = touched.value.filter((name) => name !== field.key);
  }

  function discard(): void {
    form.value = formOf(fields, stored.value);
    touched.value = [];
    clear();
  }

  function clear(): void {
    serverErrors.value = {};
    problem.value = undefined;
    outcome.value = undefined;
  }

  async function isValid(): Promise<boolean> {
    touched.value = fields.map((field) => field.key);
    clear();
    await validator;
    if (Object.keys(allErrors.value).length === 0) return true;
    await nextTick();
    onInvalid();
    return false;
  }

  async function check(): Promise<void> {
    if (!(await isValid())) return;
    isChecking.value = true;
    try {
      outcome.value = await api.connection.check.query({ providerId, config: configOf(fields, form.value, stored.value) });
      permissions.value = outcome.value.permissions;
    } catch (error) {
      await show(problemOf(error));
    } finally {
      isChecking.value = false;
    }
  }

  async function submit(): Promise<void> {
    if (!(await isValid())) return;
    isSaving.value = true;
    const isNew = connection.value.status === "inactive";
    const input = { providerId, config: configOf(fields, form.value, stored.value) };
    try {
      await (isNew ? api.connection.enable.mutate(input) : api.connection.update.mutate(input));
      await Promise.all([refresh(), queries.invalidateQueries({ queryKey: [...key, "integrations"] })]);
      form.value = formOf(fields, stored.value);
      touched.value = [];
      permissions.value = [];
      notify.done(
        t(isNew ? "connection.enabled" : "connection.saved", { name: provider.name }),
        t(isNew ? "connection.enabledNext" : "connection.savedText"),
      );
      if (isNew) await router.push(paths.mapping(providerId));
    } catch (error) {
      await show(problemOf(error));
    } finally {
      isSaving.value = false;
    }
  }

  /** Beside the fields it is about, where it is about fields. */
  async function show(refused: Problem): Promise<void> {
    permissions.value = refused.permissions ?? [];
    const issues =
      refused.issues ??
      (refused.field === undefined ? [] : [{ field: refused.field, message: refused.detail ?? reasons.sentence(refused.reason) }]);
    const own = issues
      .map(({ field, message }) => [field.replace(/^config\./, ""), message] as const)
      .filter(([name]) => fields.some((field) => field.key === name));
    serverErrors.value = Object.fromEntries(own);
    problem.value = own.length > 0 && own.length === issues.length ? undefined : refused;
    await nextTick();
    if (own.length > 0) onInvalid();
  }

  return {
    form,
    shown: computed(() => shownFields(fields, form.value)),
    errors,
    changes,
    problem,
    outcome,
    permissions,
    isChecking,
    isSaving,
    isBusy: computed(() => isChecking.value || isSaving.value),
    isKept: (field: FieldDefinition) => isKeptSecret(field, form.value, stored.value),
    change,
    leave: (field: FieldDefinition) => afterPress(() => (touched.value = [...touched.value, field.key])),
    replace,
    keep,
    discard,
    check,
    submit,
  };
}
