import { isChosen, type ChangeOutcome, type ReasonCode } from "@integrations/core";
import type { ApiOutputs } from "../../api/outputs.ts";
import type { Tone } from "./run-words.ts";

export type Run = ApiOutputs["runs"]["get"];
export type RunChange = Run["changes"][number];

/** What became of a difference: a key of the catalog, with the colour and icon that say the same. */
export function outcomeWords(
  { outcome, reason }: Pick<RunChange, "outcome" | "reason">,
  isPreview: boolean,
): { readonly key: string; readonly tone: Tone; readonly icon: string } {
  if (outcome === "skipped" && isChosen(reason)) return { key: "change.outcome.chosen", tone: "neutral", icon: "i-lucide-circle-slash" };
  const key = outcome === "planned" ? (isPreview ? "wouldChange" : "waiting") : outcome;
  return { key: `change.outcome.${key}`, ...LOOK[outcome] };
}

export const CHANGE_GROUPS = ["all", "unsolved", "written"] as const;
export type ChangeGroup = (typeof CHANGE_GROUPS)[number];

/** Whether somebody has something to do about it. */
export function isUnsolved({ outcome, reason }: Pick<RunChange, "outcome" | "reason">): boolean {
  return (outcome === "skipped" && !isChosen(reason)) || outcome === "failed" || outcome === "held";
}

function isWritten({ outcome }: Pick<RunChange, "outcome">): boolean {
  return outcome === "set" || outcome === "added" || outcome === "planned";
}

export function inGroup<Change extends Pick<RunChange, "outcome" | "reason">>(changes: readonly Change[], group: ChangeGroup): Change[] {
  if (group === "all") return [...changes.filter(isUnsolved), ...changes.filter((change) => !isUnsolved(change))];
  return changes.filter(group === "unsolved" ? isUnsolved : isWritten);
}

export type LineChoice = "add_again" | "leave" | "set_zero";

/** What a person can choose about the line of a problem; nothing for most of them. */
export function choicesFor(reason: ReasonCode | null): readonly LineChoice[] {
  if (reason === "line_removed") return ["add_again", "leave"];
  if (reason === "line_orphaned" || reason === "zero_asks") return ["set_zero", "leave"];
  return [];
}

const LOOK: Readonly<Record<ChangeOutcome, { readonly tone: Tone; readonly icon: string }>> = {
  planned: { tone: "info", icon: "i-lucide-clock" },
  set: { tone: "success", icon: "i-lucide-circle-check" },
  added: { tone: "success", icon: "i-lucide-circle-plus" },
  skipped: { tone: "warning", icon: "i-lucide-triangle-alert" },
  held: { tone: "warning", icon: "i-lucide-circle-pause" },
  failed: { tone: "error", icon: "i-lucide-circle-x" },
};
