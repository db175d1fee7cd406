/**
 * Splits a list into runs that each fit, such as ids into queries below a URL length.
 * @param fits whether these items together are small enough; must stay true when items are left out
 * @throws RangeError where a single item does not fit
 */
export function splitToFit<Item>(items: readonly Item[], fits: (chunk: readonly Item[]) => boolean): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length;) {
    let length = 1;
    if (!fits(items.slice(start, start + length))) throw new RangeError("One item alone is too long.");
    // Doubling, then halving: few trials even for long runs.
    let step = 1;
    while (step > 0) {
      const longer = length + step;
      if (start + longer <= items.length && fits(items.slice(start, start + longer))) {
        length = longer;
        step *= 2;
      } else {
        step = Math.floor(step / 2);
      }
    }
    chunks.push(items.slice(start, start + length));
    start += length;
  }
  return chunks;
}
