import type { Tone } from "../activity/run-words.ts";

export type IntegrationStatus = "inactive" | "active" | "paused" | "attention";

/** How a connection stands: a key of the catalog, with the colour and icon that say the same. */
export function integrationStatusWords(status: IntegrationStatus): { readonly key: string; readonly tone: Tone; readonly icon: string } {
  return { key: `integration.status.${status}`, ...LOOK[status] };
}

const LOOK: Readonly<Record<IntegrationStatus, { readonly tone: Tone; readonly icon: string }>> = {
  inactive: { tone: "neutral", icon: "i-lucide-circle-dashed" },
  active: { tone: "success", icon: "i-lucide-circle-check" },
  paused: { tone: "neutral", icon: "i-lucide-circle-pause" },
  attention: { tone: "error", icon: "i-lucide-circle-alert" },
};
