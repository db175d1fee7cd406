/** Fewer characters would find half the provider's companies. */
const MIN_SEARCH_LENGTH = 3;

export type SearchState =
  /** Nothing typed yet. */
  | { readonly state: "start" }
  | { readonly state: "keep_typing"; readonly missing: number }
  | { readonly state: "searching" }
  | { readonly state: "failed" }
  | { readonly state: "none"; readonly text: string }
  | { readonly state: "found"; readonly count: number };

export interface SearchFacts {
  readonly text: string;
  /** What the answer at hand was asked for; typing goes on while an older answer is still shown. */
  readonly answeredText: string | undefined;
  readonly hasFailed: boolean;
  readonly count: number;
}

/** Where a search stands, told by what is typed and what has been answered. */
export function searchState({ text, answeredText, hasFailed, count }: SearchFacts): SearchState {
  const typed = text.trim();
  const length = Array.from(typed).length;
  if (length === 0) return { state: "start" };
  if (length < MIN_SEARCH_LENGTH) return { state: "keep_typing", missing: MIN_SEARCH_LENGTH - length };
  if (hasFailed) return { state: "failed" };
  if (answeredText !== typed) return { state: "searching" };
  return count === 0 ? { state: "none", text: typed } : { state: "found", count };
}

export function isLongEnough(text: string): boolean {
  return Array.from(text.trim()).length >= MIN_SEARCH_LENGTH;
}
