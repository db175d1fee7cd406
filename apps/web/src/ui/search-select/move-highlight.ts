/**
 * Which option of a list is highlighted after a key; undefined where the key does not move it. Options that cannot be chosen
 * are passed too, so that whoever listens hears of them and why.
 */
export function moveHighlight(key: string, current: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case "ArrowDown":
      return (current + 1) % count;
    case "ArrowUp":
      return current <= 0 ? count - 1 : current - 1;
    case "PageDown":
      return Math.min(current + PAGE, count - 1);
    case "PageUp":
      return Math.max(current - PAGE, 0);
    default:
      return undefined;
  }
}

const PAGE = 5;

/** Where the highlight begins in a new list: on what is chosen, else on the first that can be. -1 where there is none. */
export function firstHighlight(options: ReadonlyArray<{ readonly value: string; readonly isDisabled?: boolean }>, chosen: string): number {
  const own = options.findIndex((option) => option.value === chosen);
  return own === -1 ? options.findIndex((option) => option.isDisabled !== true) : own;
}
