/**
 * A button that is busy is disabled, and one whose work is done may be taken away; either loses the focus, and whoever goes by
 * keyboard would have to begin again at the top. A busy button gets the focus back with the end of its work; in place of one
 * that is gone, the part of the page it stood in gets it. Not so if the person has gone on meanwhile.
 */
export function keepFocusOfButtons(): void {
  let last: HTMLButtonElement | undefined;
  /** What the button stands in, from the inside out: once it is gone, nothing else tells where it stood. */
  let around: readonly HTMLElement[] = [];
  document.addEventListener("focusin", ({ target }) => {
    last = target instanceof HTMLButtonElement ? target : undefined;
    around = last === undefined ? [] : placesAround(last);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (last !== undefined && !(target instanceof Node && last.contains(target))) last = undefined;
  });
  const giveBack = (): void => {
    if (last === undefined || !isFocusLost()) return;
    if (!last.isConnected) focusPlace(around.find((place) => place.isConnected));
    else if (!last.disabled) last.focus({ preventScroll: true });
  };
  const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] };
  new MutationObserver(giveBack).observe(document.body, changes);
}

/** Nothing on the page has the focus. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

const PLACES = "li, section, [role=region], main";

function placesAround(element: HTMLElement): HTMLElement[] {
  const places: HTMLElement[] = [];
  for (let place = element.closest<HTMLElement>(PLACES); place !== null; place = place.parentElement?.closest<HTMLElement>(PLACES) ?? null)
    places.push(place);
  return places;
}

function focusPlace(place: HTMLElement | undefined): void {
  if (place === undefined) return;
  if (!place.hasAttribute("tabindex")) {
    place.tabIndex = -1;
    place.addEventListener("blur", () => place.removeAttribute("tabindex"), { once: true });
  }
  place.focus({ preventScroll: true });
}
