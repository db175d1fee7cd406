import { ProviderError } from "@integrations/core";

export interface FetchedPage<Item, Cursor> {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined after the last one. */
  readonly next: Cursor | undefined;
}

export interface WalkOptions<Item, Cursor> {
  /** Where the first page begins, in whatever way the provider pages: an id, a page number, a token. */
  readonly start: Cursor;
  fetchPage(cursor: Cursor): Promise<FetchedPage<Item, Cursor>>;
  idOf(item: Item): number;
  /**
   * `ascending` for a walk by id (the next page is what lies beyond the last id): every record that is there from
   * beginning to end comes exactly once, whatever is inserted or deleted meanwhile. That proof needs the order, so an
   * answer out of order is an error and not a surprise.
   *
   * `any` for numbered pages: a record that moves to a later page comes once. One that moves to an earlier page because
   * others were deleted can be missed; use it only where the provider offers no walk by id.
   */
  readonly order: "ascending" | "any";
}

/**
 * Every item of all pages, once each.
 * @throws ProviderError `invalid_response` where the provider repeats itself or breaks the order, so that nothing could
 * be said about what is missing
 */
export async function* walkPages<Item, Cursor>(options: WalkOptions<Item, Cursor>): AsyncGenerator<Item, void, undefined> {
  const accept = options.order === "ascending" ? ascending() : unseen();
  for (let cursor: Cursor | undefined = options.start; cursor !== undefined;) {
    const page: FetchedPage<Item, Cursor> = await options.fetchPage(cursor);
    const fresh = page.items.filter((item) => accept(options.idOf(item)));
    yield* fresh;
    if (page.next !== undefined && fresh.length === 0) {
      throw new ProviderError({ code: "invalid_response", message: "Paging does not move on: a page with a successor held nothing new." });
    }
    cursor = page.next;
  }
}

function ascending(): (id: number) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (id) => {
    if (!(id > last)) {
      throw new ProviderError({ code: "invalid_response", message: `Records came out of order: id ${id} after ${last}.` });
    }
    last = id;
    return true;
  };
}

function unseen(): (id: number) => boolean {
  const seen = new Set<number>();
  return (id) => seen.size < seen.add(id).size;
}
