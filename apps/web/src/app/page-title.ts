import { onScopeDispose, ref, watch, type Ref } from "vue";

const subject = ref("");

/** What the page is about, such as a provider's or a customer's name; stands in the window's title beside the page's own. */
export function usePageTitle(): Readonly<Ref<string>> {
  return subject;
}

/** Names the page's subject for as long as the caller is on screen. */
export function setPageSubject(name: () => string): void {
  watch(name, (text) => (subject.value = text), { immediate: true });
  onScopeDispose(() => (subject.value = ""));
}
