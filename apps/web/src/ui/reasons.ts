import { inject, type InjectionKey } from "vue";
import { useI18n } from "vue-i18n";
import type { Problem } from "../api/problem.ts";

/** The words of the provider that everything below is about, as parameters of messages: `{line}`, `{lines}` and so on. */
export const PROVIDER_WORDS: InjectionKey<() => Readonly<Record<string, string>> | undefined> = Symbol("the provider's words");

const WORDS = ["product", "products", "company", "companies", "agreement", "agreements", "line", "lines", "Line", "Lines"] as const;

/** The provider's words, or the platform's own where no one provider is in sight. */
export function useWords(): () => Readonly<Record<string, string>> {
  const { t } = useI18n();
  const ofProvider = inject(PROVIDER_WORDS, undefined);
  return () => ofProvider?.() ?? Object.fromEntries(WORDS.map((word) => [word, t(`word.${word}`)]));
}

/** What is the case and what to do about it, in the words of the provider it happened at. */
export function useReasons(): Record<"sentence" | "nextStep", (reason: Problem["reason"]) => string> {
  const { t } = useI18n();
  const words = useWords();
  return {
    sentence: (reason) => t(`reason.${reason}.sentence`, words()),
    nextStep: (reason) => t(`reason.${reason}.nextStep`, words()),
  };
}
