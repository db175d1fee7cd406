import type { Tone } from "../activity/run-words.ts";
import type { Delivery } from "./use-notices.ts";

type State = Delivery["status"] | "retrying";

/** How a delivery stands: a key of the catalog, with the colour and icon that say the same. */
export function deliveryWords({ status, attempts }: Pick<Delivery, "status" | "attempts">): {
  readonly key: string;
  readonly tone: Tone;
  readonly icon: string;
} {
  const state: State = status === "waiting" && attempts > 0 ? "retrying" : status;
  return { key: `notices.deliveries.status.${state}`, ...LOOK[state] };
}

const LOOK: Readonly<Record<State, { readonly tone: Tone; readonly icon: string }>> = {
  waiting: { tone: "info", icon: "i-lucide-loader-circle" },
  retrying: { tone: "warning", icon: "i-lucide-rotate-ccw" },
  sent: { tone: "success", icon: "i-lucide-circle-check" },
  failed: { tone: "error", icon: "i-lucide-circle-x" },
};
