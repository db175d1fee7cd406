import { REASONS } from "@integrations/core";

/** The closed reasons as the core words them, and the one that only a browser meets. */
export const reasonMessages = {
  reason: {
    ...Object.fromEntries(Object.entries(REASONS).map(([code, { sentence, nextStep }]) => [code, { sentence, nextStep }])),
    offline: {
      sentence: "The console could not be reached.",
      nextStep: "Check your connection and try again.",
    },
  },
};
