import type { Tone } from "../activity/run-words.ts";
import type { UnbilledCause } from "./use-unbilled.ts";

/** A cause's colour and icon. */
export const CAUSE_LOOK: Readonly<Record<UnbilledCause, { readonly tone: Tone; readonly icon: string }>> = {
  not_assigned: { tone: "warning", icon: "i-lucide-circle-dashed" },
  quantities_stale: { tone: "warning", icon: "i-lucide-clock" },
  quantities_missing: { tone: "warning", icon: "i-lucide-circle-help" },
  excluded: { tone: "neutral", icon: "i-lucide-circle-slash" },
};
