/**
 * The pace of a run. A lease outlives the moment at which its holder stops (`doubtMs`) by more than the longest call (25 s), so
 * that no two workers ever write at once.
 */
export interface RunTimes {
  /** How long a claim or a renewal holds. */
  readonly leaseMs: number;
  /** Age at which the lease is renewed. */
  readonly beatMs: number;
  /** Age at which a lease that could not be renewed is taken for lost: whatever is under way is aborted. */
  readonly doubtMs: number;
  /** How old the last look at cancellation and connection may be when a write begins. */
  readonly freshMs: number;
  /** How long writes under way may take to end after the run was told to stop. */
  readonly graceMs: number;
  /** How long a result may wait in memory before it is recorded. */
  readonly recordMs: number;
  /** How often all of the above is looked at; real time, whatever the clock says. */
  readonly tickMs: number;
}

export const RUN_TIMES: RunTimes = {
  leaseMs: 90_000,
  beatMs: 15_000,
  doubtMs: 55_000,
  freshMs: 2_000,
  graceMs: 25_000,
  recordMs: 2_000,
  tickMs: 1_000,
};
