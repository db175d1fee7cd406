import { onScopeDispose, readonly, ref, watch, type Ref } from "vue";

/** Follows a value once it has stood still for this long. */
export function useDebounced<Value extends string>(source: Readonly<Ref<Value>>, delayMs: number): Readonly<Ref<Value>> {
  const settled = ref(source.value) as Ref<Value>;
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(source, (value) => {
    clearTimeout(timer);
    timer = setTimeout(() => (settled.value = value), delayMs);
  });
  onScopeDispose(() => clearTimeout(timer));
  return readonly(settled) as Readonly<Ref<Value>>;
}
