import { expect, test } from "../support/browser-test.ts";
import { TAB } from "../support/screens.ts";
import { ACTIONS } from "./actions.ts";
import { fillPartner } from "./busy-partner.ts";
import { longestCpuTaskMs } from "./cpu-tasks.ts";
import { observe, observePage, takeObserved, type Observation } from "./observe-page.ts";

const REPEATS = Number(process.env["REPEATS"] ?? 5);
const PAGES = { integrations: "/integrations", ...TAB, customer: "/customers/customer-1/connectwise-manage", history: "/history" };

test("how long the page is busy at a stretch, and how much it moves as it loads", async ({ browser, page, partner, stack }) => {
  test.setTimeout(30 * 60_000);
  await fillPartner(stack, partner);
  await partner.signIn(page);
  await observePage(page);

  const busy: Record<string, unknown> = {};
  for (const { name, ready, act } of ACTIONS) {
    const seen: Observation[] = [];
    const cpu: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      await ready(page);
      cpu.push(await longestCpuTaskMs(browser, page, async () => void seen.push(await observe(page, () => act(page)))));
    }
    const longest = seen.map(({ longTasksMs }) => Math.max(0, ...longTasksMs));
    busy[name] = {
      "median ms": medianOf(longest),
      "max ms": Math.max(...longest),
      "median CPU ms": Math.round(medianOf(cpu)),
      "max CPU ms": Math.round(Math.max(...cpu)),
      "long tasks": seen.reduce((sum, { longTasksMs }) => sum + longTasksMs.length, 0),
      repeats: REPEATS,
    };
  }
  console.log(`\nLongest task of an action ("0" = none was longer than 50 ms)`);
  console.table(busy);

  const shifts: Record<string, unknown> = {};
  for (const [name, path] of Object.entries(PAGES)) {
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(path);
      await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
      await page.waitForLoadState("networkidle");
      const { layoutShift } = await takeObserved(page);
      shifts[`${name}, ${width} px`] = { "layout shift": Number(layoutShift.toFixed(4)) };
    }
  }
  console.table(shifts);
});

function medianOf(values: readonly number[]): number {
  return values.toSorted((first, second) => first - second)[Math.floor(values.length / 2)] ?? 0;
}
