import { useToast } from "@nuxt/ui/composables/useToast";
import type { Problem } from "../api/problem.ts";
import { useReasons } from "./reasons.ts";

/** Says what happened. Failures stay until they are closed. */
export function useNotify(): { done: (title: string, text?: string) => void; failed: (title: string, problem: Problem) => void } {
  const toast = useToast();
  const reasons = useReasons();
  return {
    done: (title, text) =>
      void toast.add({ title, ...(text === undefined ? {} : { description: text }), color: "success", icon: "i-lucide-circle-check" }),
    failed: (title, problem) =>
      void toast.add({
        title,
        description: [problem.detail ?? reasons.sentence(problem.reason), reasons.nextStep(problem.reason)].join(" "),
        color: "error",
        icon: "i-lucide-circle-alert",
        duration: 0,
      }),
  };
}
