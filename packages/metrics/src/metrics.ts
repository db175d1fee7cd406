/** Which processes tell it. */
export type MeteredProcess = "server" | "worker";

export interface MetricDefinition {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  readonly of: readonly MeteredProcess[];
  /** Upper bounds of a histogram's buckets, in the metric's unit. */
  readonly buckets?: readonly number[];
}

/** Everything that is measured beside Node's own metrics, by name. */
export const METRICS = {
  http_request_duration_seconds: {
    kind: "histogram",
    help: "HTTP requests by route and status.",
    labels: ["method", "route", "status"],
    of: ["server"],
    buckets: [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30],
  },
  api_calls_total: {
    kind: "counter",
    help: "Calls of API procedures by how they ended; the code is ok or tRPC's.",
    labels: ["procedure", "code"],
    of: ["server"],
  },
  provider_call_duration_seconds: {
    kind: "histogram",
    help: "Exchanges with providers; the status is the answer's, or the code of the error where no answer came.",
    labels: ["provider", "method", "status"],
    of: ["server", "worker"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  database_pool_connections: {
    kind: "gauge",
    help: "Connections to PostgreSQL this process holds, by whether they are busy or idle.",
    labels: ["state"],
    of: ["server", "worker"],
  },
  database_pool_waiting: {
    kind: "gauge",
    help: "Statements that wait for a connection of the pool.",
    labels: [],
    of: ["server", "worker"],
  },

  runs_taken_over_total: {
    kind: "counter",
    help: "Runs taken over from a worker whose lease had expired.",
    labels: ["provider"],
    of: ["worker"],
  },
  run_start_delay_seconds: {
    kind: "histogram",
    help: "From the moment a run was due until a worker took it up.",
    labels: ["trigger"],
    of: ["worker"],
    buckets: [1, 5, 30, 120, 600, 1800, 7200, 21_600],
  },
  run_duration_seconds: {
    kind: "histogram",
    help: "From taking a run up to its end.",
    labels: ["provider", "trigger"],
    of: ["worker"],
    buckets: [1, 5, 15, 60, 300, 900, 3600, 14_400],
  },
  runs_ended_total: {
    kind: "counter",
    help: "Runs by how they ended; the reason is set where they failed, were held or cancelled.",
    labels: ["provider", "trigger", "status", "reason"],
    of: ["worker"],
  },
  runs_put_off_total: {
    kind: "counter",
    help: "Attempts that failed as a whole and are tried again later.",
    labels: ["provider", "reason"],
    of: ["worker"],
  },
  run_changes_total: {
    kind: "counter",
    help: "Lines by what became of them, previews left out: unchanged, set, added, skipped, held or failed.",
    labels: ["provider", "outcome"],
    of: ["worker"],
  },
  run_problems_total: {
    kind: "counter",
    help: "What runs could not do, by reason, previews left out.",
    labels: ["provider", "reason"],
    of: ["worker"],
  },

  database_up: {
    kind: "gauge",
    help: "1 where the database answered when the metrics were read; where it did not, what is read from it is left out.",
    labels: [],
    of: ["worker"],
  },
  runs_unfinished: {
    kind: "gauge",
    help: "Runs of the whole installation that are queued, running or held now.",
    labels: ["status"],
    of: ["worker"],
  },
  runs_abandoned: {
    kind: "gauge",
    help: "Running runs whose lease has expired and that nobody has taken over yet.",
    labels: [],
    of: ["worker"],
  },
  night_last_begun_timestamp_seconds: {
    kind: "gauge",
    help: "When the crontab last wanted a night, as Unix time; absent before the first one.",
    labels: [],
    of: ["worker"],
  },
  night_oldest_unfinished_age_seconds: {
    kind: "gauge",
    help: "Since when the oldest run of a night that is not done was queued; 0 where all are done.",
    labels: [],
    of: ["worker"],
  },
  queue_jobs: {
    kind: "gauge",
    help: "Jobs of the queue: ready, waiting for their time, under way (locked), or given up.",
    labels: ["state"],
    of: ["worker"],
  },
  queue_oldest_job_age_seconds: {
    kind: "gauge",
    help: "For how long the oldest job that is ready has waited for a worker; 0 where none waits.",
    labels: [],
    of: ["worker"],
  },
  connections: {
    kind: "gauge",
    help: "Enabled integrations by state: active, paused or attention.",
    labels: ["status"],
    of: ["worker"],
  },
  connections_failing: {
    kind: "gauge",
    help: "Integrations whose last three nights failed.",
    labels: [],
    of: ["worker"],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRICS;
export type MetricOfKind<Kind extends MetricDefinition["kind"]> = {
  [Name in MetricName]: (typeof METRICS)[Name]["kind"] extends Kind ? Name : never;
}[MetricName];
export type LabelsOf<Name extends MetricName> = Readonly<Record<(typeof METRICS)[Name]["labels"][number], string>>;
