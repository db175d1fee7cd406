import type { Page } from "@playwright/test";

/** What the browser reported of an action. */
export interface Observation {
  /** Stretches of more than 50 ms in which nothing but script and layout ran. */
  readonly longTasksMs: readonly number[];
  /** Sum of the layout shifts that nobody's click or key explains. */
  readonly layoutShift: number;
}

interface ObservedWindow extends Window {
  observed: { longTasksMs: number[]; layoutShift: number };
  observers: readonly PerformanceObserver[];
}

/** Long tasks and layout shifts are collected from the beginning of each document. */
export async function observePage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const target = window as unknown as ObservedWindow;
    const observed = { longTasksMs: [] as number[], layoutShift: 0 };
    const take = (entries: PerformanceEntryList): void => {
      for (const entry of entries) {
        if (entry.entryType === "longtask") observed.longTasksMs.push(entry.duration);
        const shift = entry as PerformanceEntry & { readonly value?: number; readonly hadRecentInput?: boolean };
        if (entry.entryType === "layout-shift" && shift.hadRecentInput === false) observed.layoutShift += shift.value ?? 0;
      }
    };
    target.observed = observed;
    target.observers = ["longtask", "layout-shift"].map((type) => {
      const observer = new PerformanceObserver((list) => take(list.getEntries()));
      observer.observe({ type, buffered: true });
      return observer;
    });
  });
}

/** What was reported while the action went on, up to the frame after its end. */
export async function observe(page: Page, action: () => Promise<void>): Promise<Observation> {
  await takeObserved(page);
  await action();
  return await takeObserved(page);
}

/** Entries are handed over in a later turn: two frames on, all of the action are there. */
export async function takeObserved(page: Page): Promise<Observation> {
  return await page.evaluate(async () => {
    const target = window as unknown as ObservedWindow;
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => setTimeout(resolve));
    const taken = { longTasksMs: [...target.observed.longTasksMs], layoutShift: target.observed.layoutShift };
    target.observed.longTasksMs.length = 0;
    target.observed.layoutShift = 0;
    return taken;
  });
}
