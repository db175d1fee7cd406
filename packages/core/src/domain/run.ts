export const RUN_STATUSES = ["queued", "running", "held", "succeeded", "succeeded_with_problems", "failed", "cancelled"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const RUN_TRIGGERS = ["nightly", "manual", "preview"] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

/**
 * What became of one difference.
 *
 * - `planned`  would be written (preview), or is about to be (a run under way)
 * - `set`      the quantity was changed
 * - `added`    a line was added
 * - `skipped`  nothing was written, for the reason given
 * - `held`     the whole run was held before the first write
 * - `failed`   a write was tried and did not become what was asked
 */
export const CHANGE_OUTCOMES = ["planned", "set", "added", "skipped", "held", "failed"] as const;
export type ChangeOutcome = (typeof CHANGE_OUTCOMES)[number];

/** How many of each; `unchanged` lines are counted and not stored. */
export interface RunCounts {
  /** Agreements looked at. */
  readonly agreements: number;
  /** Lines found for the products wanted. */
  readonly lines: number;
  readonly unchanged: number;
  /** Lines a partner chose to leave alone. */
  readonly left: number;
  readonly planned: number;
  readonly set: number;
  readonly added: number;
  readonly skipped: number;
  /** Of the skipped ones, those that nobody has to look at: the partner wants them so. */
  readonly chosen: number;
  readonly held: number;
  readonly failed: number;
}

export const NO_COUNTS: RunCounts = {
  agreements: 0,
  lines: 0,
  unchanged: 0,
  left: 0,
  planned: 0,
  set: 0,
  added: 0,
  skipped: 0,
  chosen: 0,
  held: 0,
  failed: 0,
};

export function isRunOver(status: RunStatus): boolean {
  return status === "succeeded" || status === "succeeded_with_problems" || status === "failed" || status === "cancelled";
}
