import type { Locator, Page } from "@playwright/test";
import { expect } from "./browser-stack.ts";

/** What a person does who has no mouse. Nothing in here clicks. */

/** Presses Tab until the element has the focus. Every stop on the way must show where the focus is. */
export async function tabTo(page: Page, target: Locator, { atMost = 40, key = "Tab" } = {}): Promise<void> {
  await expect(target).toBeVisible();
  for (let pressed = 0; pressed < atMost; pressed += 1) {
    await page.keyboard.press(key);
    await expectFocusSeen(page);
    if (await hasFocus(target)) return;
  }
  throw new Error(`${String(target)} did not get the focus within ${atMost} stops.`);
}

/** As `tabTo`, then presses it. */
export async function press(page: Page, target: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** The element in focus is painted with a ring or as the row it highlights, in sight, and nothing lies over it. */
export async function expectFocusSeen(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(unseenFocus)).toBe("");
}

export async function hasFocus(target: Locator): Promise<boolean> {
  return await target.evaluate((element) => element === document.activeElement);
}

/** Tab and Shift+Tab stay inside the dialog all the way round. */
export async function expectTrapped(page: Page, dialog: Locator): Promise<void> {
  for (const key of ["Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
}

/** Runs in the page. Empty where all is well, else what is wrong. */
function unseenFocus(): string {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return "";
  const name = `${focused.tagName} ${focused.getAttribute("aria-label") ?? focused.textContent.trim().slice(0, 40)}`;
  // A check box or radio of the kit may be painted by its label, a search input by the list around it.
  const painters = [
    focused,
    ...focused.querySelectorAll("*"),
    focused.closest("label"),
    focused.closest('[data-slot="content"], [data-state="open"]'),
  ];
  const isRinged = painters.some((element) => {
    if (element === null) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (
      (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || (boxShadow !== "none" && element.matches(":focus, :focus-within"))
    );
  });
  if (!isRinged) return `${name}: nothing shows that it has the focus`;
  const box = focused.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return `${name}: out of sight`;
  const [x, y] = [
    Math.max(0, box.left) + Math.min(box.width, innerWidth) / 2,
    (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2,
  ];
  const top = document.elementFromPoint(Math.min(x, innerWidth - 1), y);
  return top === null || focused.contains(top) || top.contains(focused) || focused.closest("label")?.contains(top) === true
    ? ""
    : `${name}: under ${top.tagName} ${top.className}`;
}
