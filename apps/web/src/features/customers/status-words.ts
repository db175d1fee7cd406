import type { Tone } from "../activity/run-words.ts";
import type { CustomerStatus } from "./customer-filter.ts";

/** How a customer stands with a connection: a key of the catalog, with the colour and icon that say the same. */
export function customerStatusWords(status: CustomerStatus): { readonly key: string; readonly tone: Tone; readonly icon: string } {
  return { key: `customers.status.${status}`, ...LOOK[status] };
}

const LOOK: Readonly<Record<CustomerStatus, { readonly tone: Tone; readonly icon: string }>> = {
  not_assigned: { tone: "neutral", icon: "i-lucide-circle-dashed" },
  complete: { tone: "success", icon: "i-lucide-circle-check" },
  problem: { tone: "warning", icon: "i-lucide-triangle-alert" },
  excluded: { tone: "neutral", icon: "i-lucide-circle-slash" },
};
