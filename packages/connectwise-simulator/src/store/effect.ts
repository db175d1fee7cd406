import type { LoggedEffect } from "../server/logged-request.ts";
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

/** As the log has it. */
export function loggedEffect(effect: Effect): LoggedEffect {
  const before = effect.kind === "created" ? undefined : effect.before;
  const after = effect.kind === "deleted" ? undefined : effect.after;
  const line = after ?? before;
  return {
    kind: effect.kind,
    agreementId: line?.agreementId ?? 0,
    additionId: line?.id ?? 0,
    productId: line?.productId ?? 0,
    quantityBefore: before?.quantity ?? null,
    quantityAfter: after?.quantity ?? null,
    stored: true,
  };
}
