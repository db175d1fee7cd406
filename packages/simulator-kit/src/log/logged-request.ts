/** A request as a simulator received it, and what became of it. Kept for the life of the server, within the log's limit. */
export interface LoggedRequest<Effect = unknown> {
  /** 1, 2, 3, ... in the order of arrival. */
  readonly id: number;
  /** By the simulator's clock. */
  readonly receivedAt: string;
  readonly method: string;
  /** As it stood in the request line. */
  readonly url: string;
  /** Below the API's own prefix for a call of the API, else the whole path; letter case as it came. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed where it is JSON, else the text; absent where there was none. */
  readonly body?: unknown;
  /** Whose keys it bore, or whom it asked about: not yet a proof. */
  readonly tenant?: string;
  /** Whether it is of a kind that changes something. */
  readonly isWrite: boolean;
  /** Labels or kinds of the faults that struck it. */
  faults: string[];
  outcome: RequestOutcome;
  status?: number;
  /** By a monotonic clock, until the answer was sent or the connection ended. */
  durationMs?: number;
  /** The line it created, changed or deleted. */
  effect?: Effect;
}

/** `left`: the caller went away while the request stood still. */
export type RequestOutcome = "pending" | "answered" | "reset" | "left";
