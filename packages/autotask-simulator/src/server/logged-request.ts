import type * as kit from "@integrations/simulator-kit";

export type LoggedRequest = kit.LoggedRequest<LoggedEffect>;
export type RequestLog = kit.RequestLog<LoggedRequest>;

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
