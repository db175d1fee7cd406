/** One line of the table: a piece of work, measured against a reference in the same run on the same machine. */
export interface Row {
  /** As given on the command line. */
  readonly id: string;
  measure(bench: Bench): Promise<readonly Result[]>;
}

export interface Result {
  readonly work: string;
  readonly unit: string;
  readonly ours: number;
  readonly reference: number;
  readonly referenceName: string;
  /** The figure the target speaks of, mostly a quotient of the two. */
  readonly ratio: number;
  readonly target: Target;
  /** Counts that explain the figure. */
  readonly details?: Readonly<Record<string, number | string>>;
}

export interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** What all rows share. */
export interface Bench {
  /** URL of a server that takes databases; see `createWorld`. */
  readonly postgresUrl: string;
  /** A folder of this run, for reports of processes. */
  readonly folder: string;
  /** A sentence about what is going on, for whoever waits. */
  tell(text: string): void;
}
