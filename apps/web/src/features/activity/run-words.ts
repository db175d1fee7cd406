import type { RunCounts, RunStatus, RunTrigger } from "@integrations/core";

export type Tone = "neutral" | "info" | "success" | "warning" | "error";

/** A message of the catalog with its numbers, and the colour it is said in. */
export interface RunWords {
  readonly key: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** What the message's plural goes by. */
  readonly plural: number;
  readonly tone: Tone;
  readonly icon: string;
}

export interface RunInBrief {
  readonly status: RunStatus;
  readonly trigger: RunTrigger;
  readonly counts: RunCounts;
}

/** How a run stands, in a few words. */
export function runStatusWords(status: RunStatus): Pick<RunWords, "tone" | "icon"> & { readonly key: string } {
  return { key: `run.status.${status}`, ...STATUS_LOOK[status] };
}

/** What a run did, in a sentence. */
export function runResultWords({ status, trigger, counts }: RunInBrief): RunWords {
  const look = STATUS_LOOK[status];
  const written = counts.set + counts.added;
  const unsolved = counts.skipped - counts.chosen + counts.failed;
  const say = (key: string, plural = 0, left = 0): RunWords => ({
    ...look,
    key: `run.result.${key}`,
    parameters: { n: plural, unsolved: left },
    plural,
  });
  switch (status) {
    case "queued":
    case "running":
    case "cancelled":
    case "failed":
      return say(status, written);
    case "held":
      return say("held", counts.held);
    case "succeeded":
    case "succeeded_with_problems":
      if (trigger === "preview") return say(unsolved > 0 ? "previewWithProblems" : "preview", counts.planned, unsolved);
      if (unsolved > 0) return say("writtenWithProblems", written, unsolved);
      return written > 0 ? say("written", written) : say("nothingToDo");
  }
}

/** What is the case, with what the provider said about it in brackets. */
export function withDetail(sentence: string, detail: string | null): string {
  return detail === null ? sentence : `${sentence} (${detail})`;
}

/** Runs that will change by themselves, and are therefore looked at again. */
export function isMoving(status: RunStatus): boolean {
  return status === "queued" || status === "running";
}

/** How often a page with a moving run asks again. */
export const POLL_MS = 1500;

const STATUS_LOOK: Readonly<Record<RunStatus, { readonly tone: Tone; readonly icon: string }>> = {
  queued: { tone: "neutral", icon: "i-lucide-clock" },
  running: { tone: "info", icon: "i-lucide-loader-circle" },
  held: { tone: "warning", icon: "i-lucide-circle-pause" },
  succeeded: { tone: "success", icon: "i-lucide-circle-check" },
  succeeded_with_problems: { tone: "warning", icon: "i-lucide-triangle-alert" },
  failed: { tone: "error", icon: "i-lucide-circle-x" },
  cancelled: { tone: "neutral", icon: "i-lucide-ban" },
};
