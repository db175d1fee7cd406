import type { AdditionRecord } from "./records.ts";
import type { TenantStore } from "./tenant-store.ts";

/** What a request changed: at most one line. */
export type Effect =
  | { readonly kind: "created"; readonly after: AdditionRecord }
  | { readonly kind: "updated"; readonly before: AdditionRecord; readonly after: AdditionRecord }
  | { readonly kind: "deleted"; readonly before: AdditionRecord };

/** Takes it back, for answers that promise what did not happen. */
export function undoEffect(store: TenantStore, effect: Effect): void {
  switch (effect.kind) {
    case "created":
      store.additions.remove(effect.after.id);
      return;
    case "updated":
      store.additions.replace(effect.before);
      return;
    case "deleted":
      store.additions.insert(effect.before);
      return;
    default:
      throw new Error("Unknown kind of effect.");
  }
}
