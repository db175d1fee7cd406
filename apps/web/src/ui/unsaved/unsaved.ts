import { computed, onScopeDispose, shallowReactive, type ComputedRef } from "vue";

const counters = shallowReactive(new Map<symbol, () => number>());
const total = computed(() => [...counters.values()].reduce((sum, count) => sum + count(), 0));

/** Leaving the page is warned about while `count` is above 0, for as long as the caller is on screen. */
export function trackUnsaved(count: () => number): void {
  const id = Symbol("unsaved");
  counters.set(id, count);
  onScopeDispose(() => counters.delete(id));
}

/** Changes on this page that would be lost by leaving it. */
export function useUnsavedTotal(): ComputedRef<number> {
  return total;
}

/** Leaving is no longer warned about: what was typed has been kept in another way. */
export function forgetUnsaved(): void {
  counters.clear();
}
