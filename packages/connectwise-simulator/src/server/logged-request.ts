import type * as kit from "@integrations/simulator-kit";

/** A request with the id its answer bore. */
export interface LoggedRequest extends kit.LoggedRequest<LoggedEffect> {
  /** `x-cw-request-id` of the answer. */
  readonly requestId: string;
}

export interface LoggedEffect {
  readonly kind: "created" | "updated" | "deleted";
  readonly agreementId: number;
  readonly additionId: number;
  readonly productId: number;
  readonly quantityBefore: number | null;
  readonly quantityAfter: number | null;
  /** False where a fault took it back. */
  stored: boolean;
}

export type RequestLog = kit.RequestLog<LoggedRequest>;
