import { useWindowVirtualizer, type VirtualItem } from "@tanstack/vue-virtual";
import { computed, onMounted, ref, type ComponentPublicInstance, type ComputedRef } from "vue";

export interface WindowRows {
  /** To be given the element that holds the rows. */
  hold(element: Element | ComponentPublicInstance | null): void;
  readonly visible: ComputedRef<VirtualItem[]>;
  /** Height in pixels of the rows above and below the ones in sight. */
  readonly before: ComputedRef<number>;
  readonly after: ComputedRef<number>;
  /** To be called with each row's component; `data-index` on its element says which one it is. */
  measure(row: Element | ComponentPublicInstance | null): void;
}

/** The rows in sight and a few around them, in a list that scrolls with the page. Rows may differ in height. */
export function useWindowRows(options: {
  count: () => number;
  estimatedHeight: number;
  keyOf: (index: number) => string | number;
}): WindowRows {
  let holder: Element | undefined;
  const offsetTop = ref(0);
  onMounted(() => {
    offsetTop.value = (holder?.getBoundingClientRect().top ?? 0) + window.scrollY;
  });
  const virtualizer = useWindowVirtualizer(
    computed(() => ({
      count: options.count(),
      estimateSize: () => options.estimatedHeight,
      overscan: 5,
      scrollMargin: offsetTop.value,
      getItemKey: options.keyOf,
    })),
  );
  const visible = computed(() => virtualizer.value.getVirtualItems());
  return {
    hold: (element) => {
      if (element instanceof Element) holder = element;
    },
    visible,
    before: computed(() => (visible.value[0]?.start ?? offsetTop.value) - offsetTop.value),
    after: computed(() => virtualizer.value.getTotalSize() - ((visible.value.at(-1)?.end ?? offsetTop.value) - offsetTop.value)),
    measure: (row) => {
      if (row === null) return;
      virtualizer.value.measureElement("$el" in row ? (row.$el as Element) : row);
    },
  };
}
