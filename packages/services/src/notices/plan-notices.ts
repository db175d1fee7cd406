import { CHOSEN_REASONS, type NoticeKind, type ReasonCode, type RunStatus } from "@integrations/core";
import type { NoticeIncident } from "@integrations/database";

/** A run over all of a connection that came to an end, or is held. */
export interface ToldRun {
  readonly runId: string;
  readonly connectionId: string;
  readonly partnerId: string;
  readonly status: RunStatus;
  readonly reason: ReasonCode | null;
  readonly isNightly: boolean;
  /** How many changes were left undone for which reason. */
  readonly problems: ReadonlyMap<ReasonCode, number>;
  readonly at: Date;
}

/** A cause as a notice tells it. */
export interface ToldCause {
  /** Null where whole runs failed and do so no more. */
  readonly reason: ReasonCode | null;
  /** How many changes it is about; null where it is the run as a whole. */
  readonly count: number | null;
  readonly nights: number;
  readonly since: Date;
}

export interface PlannedNotice {
  readonly kind: NoticeKind;
  readonly causes: readonly ToldCause[];
}

export interface NoticePlan {
  readonly notices: readonly PlannedNotice[];
  readonly save: readonly NoticeIncident[];
  /** Causes that are gone. */
  readonly close: readonly string[];
}

/** The cause of a run that failed as a whole, whatever the reason: to the partner, a site that is down is down. */
const WHOLE_RUN = "run";

/** Once told of in the second night, a cause is told of again after so many. */
const NIGHTS_BETWEEN = 7;

/** These go away by themselves more often than not: nobody is told before the second night. */
const PASSING: ReadonlySet<ReasonCode> = new Set([
  "quantities_missing",
  "quantities_stale",
  "write_not_confirmed",
  "add_not_confirmed",
  "conflict",
  "rate_limited",
  "timeout",
  "unavailable",
]);

/** What stands in a run's record and is no trouble, or is told in another way. */
const NO_TROUBLE: ReadonlySet<ReasonCode> = new Set([
  ...CHOSEN_REASONS,
  "mass_drop",
  "run_cancelled",
  "run_superseded",
  "connection_removed",
]);

/** Reasons with which a connection stands still until somebody corrects it, whoever started the run. */
const STANDSTILL: ReadonlySet<ReasonCode> = new Set(["credentials_refused", "credentials_unreadable"]);

/** Who is to be told what of a run that ended: at most one notice of a kind, and each cause in one of them. */
export function planNotices(run: ToldRun, open: readonly NoticeIncident[]): NoticePlan {
  switch (run.status) {
    case "held":
      return { notices: [{ kind: "held_run", causes: [] }], save: [], close: [] };
    case "failed":
      return planFailure(run, open);
    case "succeeded":
    case "succeeded_with_problems":
      return planSuccess(run, open);
    default:
      return NOTHING;
  }
}

const NOTHING: NoticePlan = { notices: [], save: [], close: [] };

function planFailure(run: ToldRun, open: readonly NoticeIncident[]): NoticePlan {
  const reason = run.reason ?? "internal_error";
  // Who starts a run by hand looks at it; but that a connection stands still from now on is news to the others.
  if (!run.isNightly && !STANDSTILL.has(reason)) return NOTHING;
  const met = meet(run, open, { cause: WHOLE_RUN, reason, count: null });
  return { notices: noticesOf([met]), save: [met.incident], close: [] };
}

function planSuccess(run: ToldRun, open: readonly NoticeIncident[]): NoticePlan {
  const gone = open.filter(({ cause }) => cause === WHOLE_RUN || !run.problems.has(cause as ReasonCode));
  const recovered = gone.filter(({ noticedNights }) => noticedNights > 0).map(toldOf);
  const met = run.isNightly
    ? [...run.problems]
        .filter(([reason]) => !NO_TROUBLE.has(reason))
        .map(([reason, count]) => meet(run, open, { cause: reason, reason, count }))
    : [];
  return {
    notices: [...(recovered.length > 0 ? [{ kind: "recovered" as const, causes: recovered }] : []), ...noticesOf(met)],
    save: met.map(({ incident }) => incident),
    close: gone.map(({ cause }) => cause),
  };
}

interface MetCause {
  readonly incident: NoticeIncident;
  readonly kind: "first_failure" | "still_failing" | undefined;
  readonly told: ToldCause;
}

function meet(
  run: ToldRun,
  open: readonly NoticeIncident[],
  { cause, reason, count }: { readonly cause: string; readonly reason: ReasonCode; readonly count: number | null },
): MetCause {
  const known = open.find((incident) => incident.cause === cause);
  const nights = (known?.nights ?? 0) + (run.isNightly || known === undefined ? 1 : 0);
  const kind = kindOf({ noticedNights: known?.noticedNights ?? 0, nights, isPassing: count !== null && PASSING.has(reason) });
  const told = { reason, count, nights, since: known?.openedAt ?? run.at };
  const incident: NoticeIncident = {
    connectionId: run.connectionId,
    partnerId: run.partnerId,
    cause,
    openedAt: told.since,
    openedRunId: known?.openedRunId ?? run.runId,
    lastRunId: run.runId,
    nights,
    noticedNights: kind === undefined ? (known?.noticedNights ?? 0) : nights,
    noticedAt: kind === undefined ? (known?.noticedAt ?? null) : run.at,
  };
  return { incident, kind, told };
}

function kindOf(known: { readonly noticedNights: number; readonly nights: number; readonly isPassing: boolean }): MetCause["kind"] {
  if (known.noticedNights === 0) return known.isPassing && known.nights < 2 ? undefined : "first_failure";
  const isDue = known.noticedNights < 2 ? known.nights >= 2 : known.nights - known.noticedNights >= NIGHTS_BETWEEN;
  return isDue ? "still_failing" : undefined;
}

function noticesOf(met: readonly MetCause[]): PlannedNotice[] {
  return (["first_failure", "still_failing"] as const).flatMap((kind) => {
    const causes = met.filter((each) => each.kind === kind).map(({ told }) => told);
    return causes.length > 0 ? [{ kind, causes }] : [];
  });
}

function toldOf({ cause, nights, openedAt: since }: NoticeIncident): ToldCause {
  return cause === WHOLE_RUN ? { reason: null, count: null, nights, since } : { reason: cause as ReasonCode, count: 0, nights, since };
}
