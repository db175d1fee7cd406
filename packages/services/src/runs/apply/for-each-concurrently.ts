/**
 * Works on the items, at most `concurrency` at once, in their order. After an error nothing more is begun; what is under way is
 * waited for, then the first error is thrown.
 */
export async function forEachConcurrently<Item>(
  items: Iterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const source = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const hand = async (): Promise<void> => {
    for (let next = source.next(); next.done !== true && failure === undefined; next = source.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, hand));
  if (failure !== undefined) throw failure.error;
}
