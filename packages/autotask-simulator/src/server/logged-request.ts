/** A request as the simulator received it, and what became of it. */
export interface LoggedRequest {
  /** 1, 2, 3, ... in the order of arrival. */
  readonly id: number;
  /** By the simulator's clock. */
  readonly receivedAt: string;
  readonly method: string;
  /** As it stood in the request line. */
  readonly url: string;
  /** Below `/V1.0` for a call of the API, else the whole path; letter case as it came. */
  readonly path: string;
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
  /** What it changed. */
  effect?: LoggedEffect;
}

/** `left`: the caller went away while the request stood still. */
export type RequestOutcome = "pending" | "answered" | "reset" | "left";

export interface LoggedEffect {
  readonly kind: "service" | "bundle";
  readonly contractID: number;
  readonly lineID: number;
  readonly itemID: number;
  readonly created: boolean;
  readonly effectiveDate: string | null;
  readonly unitChange: number;
  readonly unitsBefore: number;
  readonly unitsAfter: number;
  /** False where a fault took it back. */
  stored: boolean;
}
