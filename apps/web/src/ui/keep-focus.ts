/**
 * A button that is busy is disabled, and a disabled button loses the focus: whoever goes by keyboard would have to begin again
 * at the top. It gets the focus back with the end of its work, unless the person has gone on meanwhile.
 */
export function keepFocusOnBusyButtons(): void {
  let last: HTMLButtonElement | undefined;
  document.addEventListener("focusin", ({ target }) => (last = target instanceof HTMLButtonElement ? target : undefined));
  document.addEventListener("pointerdown", ({ target }) => {
    if (last !== undefined && !(target instanceof Node && last.contains(target))) last = undefined;
  });
  const giveBack = (): void => {
    if (last?.disabled === false && isFocusLost()) last.focus({ preventScroll: true });
  };
  new MutationObserver(giveBack).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["disabled"] });
}

/** Nothing on the page has the focus. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
