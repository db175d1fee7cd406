let isPressed = false;
const track = (event: PointerEvent): void => {
  isPressed = event.type === "pointerdown";
};
for (const type of ["pointerdown", "pointerup", "pointercancel"] as const)
  globalThis.window?.addEventListener(type, track, { capture: true });

/**
 * Acts at once, or, while a button of the mouse or a finger is down, right after it is up. What a press moves away under the
 * pointer, as a message that appears when an input loses the focus does, would never get its click.
 */
export function afterPress(act: () => void): void {
  if (!isPressed) {
    act();
    return;
  }
  const later = (): void => {
    window.removeEventListener("pointerup", later);
    window.removeEventListener("pointercancel", later);
    setTimeout(act);
  };
  window.addEventListener("pointerup", later);
  window.addEventListener("pointercancel", later);
}
