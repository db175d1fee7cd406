import type { ApiState } from "../api/handle.ts";
import type { FaultBook } from "../faults/fault-book.ts";
import type { Limits } from "./limits.ts";
import type { RequestLog } from "./request-log.ts";

/** What all exchanges share. */
export interface ServerParts {
  readonly api: ApiState;
  readonly faults: FaultBook;
  readonly log: RequestLog;
  readonly limits: Limits;
  latencyMs: number;
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal;
  goDown(forMs: number | undefined): void;
}
