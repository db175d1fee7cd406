import { onScopeDispose } from "vue";

const STORAGE_KEY = "drafts";
const readers = new Map<string, () => unknown>();

/**
 * Keeps what is typed over a sign-in that has to leave the page. Only then, and only in this tab's session storage.
 *
 * @param key names the form among all screens
 * @param read gives what is typed as JSON; never a secret
 * @param restore takes it back; called at once where there is any
 */
export function keepDraft<Draft>(key: string, read: () => Draft | undefined, restore: (draft: Draft) => void): void {
  readers.set(key, read);
  onScopeDispose(() => readers.delete(key));
  const kept = takeDraft(key);
  if (kept !== undefined) restore(kept as Draft);
}

/** Writes every draft on the screen down. @param subject whose they are: nobody else gets them back */
export function saveDrafts(subject: string): void {
  const drafts = Object.fromEntries([...readers].map(([key, read]) => [key, read()] as const).filter(([, draft]) => draft !== undefined));
  if (Object.keys(drafts).length > 0) sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ subject, drafts }));
}

/** Throws away drafts of anybody else. To be called once somebody has signed in. */
export function claimDrafts(subject: string): void {
  if (readStore()?.subject !== subject) sessionStorage.removeItem(STORAGE_KEY);
}

interface DraftStore {
  readonly subject: string;
  readonly drafts: Record<string, unknown>;
}

function readStore(): DraftStore | undefined {
  const text = sessionStorage.getItem(STORAGE_KEY);
  return text === null ? undefined : (JSON.parse(text) as DraftStore);
}

function takeDraft(key: string): unknown {
  const store = readStore();
  if (store === undefined || !Object.hasOwn(store.drafts, key)) return undefined;
  const { [key]: draft, ...rest } = store.drafts;
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ ...store, drafts: rest }));
  return draft;
}
