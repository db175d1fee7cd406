import type { Page } from "@playwright/test";
import axe, { type RunOptions } from "axe-core";

export type RunOnly = Exclude<RunOptions["runOnly"], undefined | string | string[]>;

/**
 * Runs axe in the page as it stands. The page has no frames, and no media or style sheets that a rule would have to fetch.
 * @returns what is wrong, a text for each element
 */
export async function runAxe(page: Page, runOnly: RunOnly): Promise<string[]> {
  await page.evaluate(settle);
  // The same page is looked at in both modes: once is enough.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return await page.evaluate(findViolations, { runOnly, resultTypes: ["violations"], preload: false } satisfies RunOptions);
}

/**
 * Runs in the page. It follows a change of mode a frame later, and what inherits a colour a frame after what it has it from.
 * Colours on their way from one mode to the other are in neither.
 */
async function settle(): Promise<void> {
  for (let framesAtRest = 0; framesAtRest < 3; framesAtRest += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    if (document.getAnimations().some((animation) => animation instanceof CSSTransition)) framesAtRest = 0;
  }
}

/** Runs in the page. */
async function findViolations(options: RunOptions): Promise<string[]> {
  const { violations } = await (window as unknown as { readonly axe: typeof axe }).axe.run(document, options);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n    ${target.join(" ")}\n    ${failureSummary ?? ""}`),
  );
}
