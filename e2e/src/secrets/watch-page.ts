import type { Page } from "@playwright/test";

/** What a page did that somebody has to hear of, from before its first line of code. */
export interface Watched {
  /** Breaches of the content security policy, warnings and errors of the console, and errors nobody caught. */
  readonly complaints: string[];
  /** Every answer that came, headers and body as text. */
  readonly answers: string[];
  /** Every address that was asked. */
  readonly addresses: string[];
  /** Resolves once the bodies of all answers so far are there. */
  settled(): Promise<void>;
}

export async function watchPage(page: Page): Promise<Watched> {
  const complaints: string[] = [];
  const answers: string[] = [];
  const addresses: string[] = [];
  const reading: Array<Promise<void>> = [];
  await page.exposeFunction("tellOfViolation", (violation: string) => complaints.push(`${page.url()}: ${violation}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, sample }) => {
      const tell = (globalThis as unknown as { tellOfViolation: (text: string) => void }).tellOfViolation;
      tell(`${effectiveDirective} blocked ${blockedURI} ${sourceFile} ${sample}`);
    });
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("request", (request) => addresses.push(request.url()));
  page.on("response", (response) => {
    const read = async (): Promise<void> => {
      const headers = JSON.stringify(await response.allHeaders());
      // A redirect has none, and nor has what a page no longer waits for.
      const body = await response.text().catch(() => "");
      answers.push(`${response.url()}\n${headers}\n${body}`);
    };
    reading.push(read().catch(() => undefined));
  });
  return { complaints, answers, addresses, settled: async () => void (await Promise.all(reading)) };
}

/** Everything the browser keeps for the page: both storages, all databases, caches, cookies, and the page itself. */
export async function keptByBrowser(page: Page): Promise<string[]> {
  const kept = await page.evaluate(async () => {
    const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.documentElement.outerHTML];
    texts.push(JSON.stringify(history.state), document.cookie, window.name);
    texts.push(...[...document.querySelectorAll("input, textarea")].map((each) => (each as HTMLInputElement).value));
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? "");
        opening.addEventListener("success", () => resolve(opening.result));
        opening.addEventListener("error", () => reject(opening.error ?? new Error("It does not open.")));
      });
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => all.addEventListener("success", resolve));
        texts.push(JSON.stringify(all.result));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) texts.push(request.url, await ((await cache.match(request))?.text() ?? ""));
    }
    return texts;
  });
  return [...kept, JSON.stringify(await page.context().cookies())];
}
