import type { Page } from "@playwright/test";

/** The network between the page and the server gives out: a call never arrives. Lasts until the scene is left. */
export async function failing(page: Page, procedure: string): Promise<void> {
  await page.route(`**/trpc/${procedure}*`, (route) => route.abort());
}

/** A call that has no answer yet. */
export async function holding(page: Page, procedure: string): Promise<void> {
  await page.route(`**/trpc/${procedure}*`, () => undefined);
}
