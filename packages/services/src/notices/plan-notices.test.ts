import type { ReasonCode } from "@integrations/core";
import type { NoticeIncident } from "@integrations/database";
import { describe, expect, it } from "vitest";
import { planNotices, type NoticePlan, type ToldRun } from "./plan-notices.ts";

const DAY_MS = 24 * 60 * 60_000;
const FIRST = new Date("2026-03-10T02:00:00Z");

type NightSpec = Partial<Pick<ToldRun, "status" | "reason" | "isNightly">> & { readonly problems?: Partial<Record<ReasonCode, number>> };

/** Nights one after another, as `kind reason/count@nights` or "-" each. */
function tell(...nights: readonly NightSpec[]): string[] {
  let open: readonly NoticeIncident[] = [];
  return nights.map((night, index) => {
    const plan = planNotices(runOf(night, index), open);
    open = after(open, plan);
    return wordsOf(plan);
  });
}

function runOf({ problems = {}, ...night }: NightSpec, index: number): ToldRun {
  const status = night.status ?? (Object.keys(problems).length > 0 ? "succeeded_with_problems" : "succeeded");
  return {
    runId: `run-${index}`,
    connectionId: "c",
    partnerId: "p",
    reason: null,
    isNightly: true,
    at: new Date(FIRST.getTime() + index * DAY_MS),
    ...night,
    status,
    problems: new Map(Object.entries(problems) as Array<[ReasonCode, number]>),
  };
}

function after(open: readonly NoticeIncident[], { save, close }: NoticePlan): NoticeIncident[] {
  const causes = new Set([...close, ...save.map(({ cause }) => cause)]);
  return [...open.filter(({ cause }) => !causes.has(cause)), ...save];
}

function wordsOf({ notices }: NoticePlan): string {
  const words = notices.map(({ kind, causes }) =>
    [kind, ...causes.map(({ reason, count, nights }) => `${reason}/${count ?? "all"}@${nights}`)].join(" "),
  );
  return words.join("; ") || "-";
}

const DOWN: NightSpec = { status: "failed", reason: "unavailable" };
const FINE: NightSpec = {};

describe("what people are told of nights", () => {
  it("that fail: at once, in the second night, and then once a week", () => {
    const told = tell(...Array.from({ length: 17 }, () => DOWN));
    expect(told.map((words, index) => [index + 1, words]).filter(([, words]) => words !== "-")).toEqual([
      [1, "first_failure unavailable/all@1"],
      [2, "still_failing unavailable/all@2"],
      [9, "still_failing unavailable/all@9"],
      [16, "still_failing unavailable/all@16"],
    ]);
  });

  it("that fail for one reason after another: one cause, for a site that is down is down", () => {
    expect(tell(DOWN, { status: "failed", reason: "timeout" }, { status: "failed", reason: "invalid_response" })).toEqual([
      "first_failure unavailable/all@1",
      "still_failing timeout/all@2",
      "-",
    ]);
  });

  it("that get through again: once, and afresh the next time", () => {
    expect(tell(DOWN, FINE, FINE, DOWN)).toEqual([
      "first_failure unavailable/all@1",
      "recovered null/all@1",
      "-",
      "first_failure unavailable/all@1",
    ]);
  });

  it("that go well: nothing", () => {
    expect(tell(FINE, FINE, { status: "cancelled" })).toEqual(["-", "-", "-"]);
  });

  it("with problems: each cause once, however many lines it has and however many there are", () => {
    expect(
      tell(
        { problems: { agreement_ended: 40, product_not_found: 3 } },
        { problems: { agreement_ended: 41, product_not_found: 3 } },
        { problems: { agreement_ended: 41, line_removed: 1 } },
        FINE,
      ),
    ).toEqual([
      "first_failure agreement_ended/40@1 product_not_found/3@1",
      "still_failing agreement_ended/41@2 product_not_found/3@2",
      "recovered product_not_found/0@2; first_failure line_removed/1@1",
      "recovered agreement_ended/0@3 line_removed/0@1",
    ]);
  });

  it("with trouble that passes by itself: only where it stays a second night, and nothing of its going where nobody was told", () => {
    const stale: NightSpec = { problems: { quantities_stale: 2 } };
    expect(tell(stale, FINE, stale, stale, stale, FINE)).toEqual([
      "-",
      "-",
      "-",
      "first_failure quantities_stale/2@2",
      "-",
      "recovered quantities_stale/0@3",
    ]);
  });

  it("that fail while problems are known: the problems are not taken for solved", () => {
    const ended: NightSpec = { problems: { agreement_ended: 1 } };
    expect(tell(ended, DOWN, ended)).toEqual([
      "first_failure agreement_ended/1@1",
      "first_failure unavailable/all@1",
      "recovered null/all@1; still_failing agreement_ended/1@2",
    ]);
  });

  it("that are held: that they wait, and nothing of the changes in them", () => {
    expect(tell({ status: "held", reason: "mass_drop", problems: { mass_drop: 12 } })).toEqual(["held_run"]);
  });
});

describe("what people are told of runs by hand", () => {
  it("nothing where they fail, for whoever started them looks at them", () => {
    expect(tell({ ...DOWN, isNightly: false })).toEqual(["-"]);
    expect(tell({ problems: { agreement_ended: 1 }, isNightly: false })).toEqual(["-"]);
  });

  it("that everything stands still, where keys are refused", () => {
    expect(tell({ status: "failed", reason: "credentials_refused", isNightly: false })).toEqual([
      "first_failure credentials_refused/all@1",
    ]);
  });

  it("that a cause is gone, where it is", () => {
    expect(tell(DOWN, { isNightly: false })).toEqual(["first_failure unavailable/all@1", "recovered null/all@1"]);
  });

  it("no night more, where they meet the same", () => {
    const byHand: NightSpec = { status: "failed", reason: "credentials_refused", isNightly: false };
    expect(tell(byHand, byHand, { status: "failed", reason: "credentials_refused" })).toEqual([
      "first_failure credentials_refused/all@1",
      "-",
      "still_failing credentials_refused/all@2",
    ]);
  });
});
