import { describe, expect, it } from "vitest";
import { line, remembered, TODAY, TOMORROW, YESTERDAY } from "../testing/facts.ts";
import { chooseLine, isOngoing } from "./choose-line.ts";

const cancelled = line({ id: "cancelled", cancelledOn: YESTERDAY });
const first = line({ id: "first" });
const second = line({ id: "second" });

describe("isOngoing", () => {
  it("is ongoing without a cancellation or with one on a later day", () => {
    expect(isOngoing(line({ cancelledOn: null }), TODAY)).toBe(true);
    expect(isOngoing(line({ cancelledOn: TOMORROW }), TODAY)).toBe(true);
  });

  it("is over from the day of its cancellation on", () => {
    expect(isOngoing(line({ cancelledOn: TODAY }), TODAY)).toBe(false);
    expect(isOngoing(line({ cancelledOn: YESTERDAY }), TODAY)).toBe(false);
  });
});

describe("chooseLine", () => {
  it("takes the one ongoing line, known or not", () => {
    expect(chooseLine([first], undefined, TODAY)).toEqual({ kind: "line", line: first });
    expect(chooseLine([first], remembered("first"), TODAY)).toEqual({ kind: "line", line: first });
  });

  it("takes the one ongoing line though it begins or is cancelled in the future", () => {
    const future = line({ effectiveOn: TOMORROW, cancelledOn: "2026-12-31" });
    expect(chooseLine([future], undefined, TODAY)).toEqual({ kind: "line", line: future });
  });

  it("takes the one ongoing line where the remembered one is cancelled or gone", () => {
    expect(chooseLine([cancelled, first], remembered("cancelled"), TODAY)).toEqual({ kind: "line", line: first });
    expect(chooseLine([first], remembered("gone"), TODAY)).toEqual({ kind: "line", line: first });
  });

  it("does not count cancelled lines as several", () => {
    expect(chooseLine([cancelled, first, line({ id: "today", cancelledOn: TODAY })], undefined, TODAY)).toEqual({
      kind: "line",
      line: first,
    });
  });

  it("takes the remembered line among several", () => {
    expect(chooseLine([first, second], remembered("second"), TODAY)).toEqual({ kind: "line", line: second });
  });

  it("takes the remembered line among several though another one is the only one effective", () => {
    const future = line({ id: "future", effectiveOn: TOMORROW });
    expect(chooseLine([first, future], remembered("future"), TODAY)).toEqual({ kind: "line", line: future });
  });

  it("takes the only one already effective among several", () => {
    const future = line({ id: "future", effectiveOn: TOMORROW });
    const fromToday = line({ id: "from-today", effectiveOn: TODAY });
    expect(chooseLine([future, fromToday], undefined, TODAY)).toEqual({ kind: "line", line: fromToday });
    expect(chooseLine([future, first], remembered("gone"), TODAY)).toEqual({ kind: "line", line: first });
  });

  it("does not choose between several effective lines", () => {
    expect(chooseLine([first, second], undefined, TODAY)).toEqual({ kind: "several" });
    expect(chooseLine([first, second, cancelled], remembered("cancelled"), TODAY)).toEqual({ kind: "several" });
  });

  it("does not choose between several lines none of which is effective", () => {
    const futures = [line({ id: "a", effectiveOn: TOMORROW }), line({ id: "b", effectiveOn: "2026-04-01" })];
    expect(chooseLine(futures, undefined, TODAY)).toEqual({ kind: "several" });
  });

  it("finds none where there is no line, or only cancelled ones that were never ours", () => {
    expect(chooseLine([], undefined, TODAY)).toEqual({ kind: "none" });
    expect(chooseLine([cancelled], undefined, TODAY)).toEqual({ kind: "none" });
    expect(chooseLine([line({ cancelledOn: TODAY })], undefined, TODAY)).toEqual({ kind: "none" });
  });

  it("finds ours removed where the remembered line is gone or cancelled", () => {
    expect(chooseLine([], remembered("gone"), TODAY)).toEqual({ kind: "removed", left: false });
    expect(chooseLine([cancelled], remembered("cancelled"), TODAY)).toEqual({ kind: "removed", left: false });
    expect(chooseLine([cancelled], remembered("gone"), TODAY)).toEqual({ kind: "removed", left: false });
  });

  it("starts anew where the partner chose to add it again", () => {
    expect(chooseLine([], remembered("gone", "add_again"), TODAY)).toEqual({ kind: "none" });
    expect(chooseLine([cancelled], remembered("cancelled", "add_again"), TODAY)).toEqual({ kind: "none" });
  });

  it("leaves it where the partner chose so", () => {
    expect(chooseLine([], remembered("gone", "leave"), TODAY)).toEqual({ kind: "removed", left: true });
  });

  it("takes a choice that was made for an orphan as no choice for a removed line", () => {
    expect(chooseLine([], remembered("gone", "set_zero"), TODAY)).toEqual({ kind: "removed", left: false });
  });
});
