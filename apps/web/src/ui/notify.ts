import { useToast } from "@nuxt/ui/composables/useToast";
import { useI18n } from "vue-i18n";
import type { Problem } from "../api/problem.ts";

/** Says what happened. Failures stay until they are closed. */
export function useNotify(): { done: (title: string, text?: string) => void; failed: (title: string, problem: Problem) => void } {
  const toast = useToast();
  const { t } = useI18n();
  return {
    done: (title, text) =>
      void toast.add({ title, ...(text === undefined ? {} : { description: text }), color: "success", icon: "i-lucide-circle-check" }),
    failed: (title, problem) =>
      void toast.add({
        title,
        description: [problem.detail ?? t(`reason.${problem.reason}.sentence`), t(`reason.${problem.reason}.nextStep`)].join(" "),
        color: "error",
        icon: "i-lucide-circle-alert",
        duration: 0,
      }),
  };
}
