import type { Tone } from "../activity/run-words.ts";
import type { HealthState } from "./health-filter.ts";

/** How a partner stands: a key of the catalog, with the colour and icon that say the same. */
export function healthWords(state: HealthState): { readonly key: string; readonly tone: Tone; readonly icon: string } {
  return { key: `support.health.state.${state}`, ...LOOK[state] };
}

const LOOK: Readonly<Record<HealthState, { readonly tone: Tone; readonly icon: string }>> = {
  attention: { tone: "error", icon: "i-lucide-circle-alert" },
  failing: { tone: "error", icon: "i-lucide-circle-x" },
  late: { tone: "warning", icon: "i-lucide-clock" },
  held: { tone: "warning", icon: "i-lucide-circle-pause" },
  problems: { tone: "warning", icon: "i-lucide-triangle-alert" },
  paused: { tone: "neutral", icon: "i-lucide-circle-pause" },
  fine: { tone: "success", icon: "i-lucide-circle-check" },
  none: { tone: "neutral", icon: "i-lucide-circle-dashed" },
};
