import { REASONS } from "@integrations/core";

/** The closed reasons as the core words them, with the provider's words for what they speak of, and the one that only a browser meets. */
export const reasonMessages = {
  word: {
    product: "product",
    products: "products",
    company: "company",
    companies: "companies",
    agreement: "agreement",
    agreements: "agreements",
    line: "line",
    lines: "lines",
    Line: "Line",
    Lines: "Lines",
  },
  reason: {
    ...Object.fromEntries(
      Object.entries(REASONS).map(([code, { sentence, nextStep }]) => [
        code,
        { sentence: withWords(sentence), nextStep: withWords(nextStep) },
      ]),
    ),
    offline: {
      sentence: "The console could not be reached.",
      nextStep: "Check your connection and try again.",
    },
  },
};

/** `the line` becomes `the {line}`. The core sees to it that no article stands before such a word. */
function withWords(text: string): string {
  return text.replaceAll(/\b(products?|compan(?:y|ies)|agreements?|lines?)\b/g, "{$1}");
}
