import type { ReasonCode, RunCounts, RunStatus, RunTrigger } from "@integrations/core";

/** What becomes of a run while a worker has it, for metrics. */
export type RunEvent = RunEventSubject &
  (
    | {
        readonly kind: "begun";
        /** From the moment it was due. */
        readonly delayMs: number;
        /** From a worker whose lease had expired. */
        readonly takenOver: boolean;
      }
    | { readonly kind: "put_off"; readonly reason: ReasonCode }
    | {
        readonly kind: "ended";
        readonly status: RunStatus;
        readonly reason: ReasonCode | null;
        readonly counts: RunCounts;
        /** How many changes were left undone for which reason. */
        readonly problems: ReadonlyMap<ReasonCode, number>;
        readonly durationMs: number;
      }
  );

interface RunEventSubject {
  readonly providerId: string;
  readonly trigger: RunTrigger;
}
