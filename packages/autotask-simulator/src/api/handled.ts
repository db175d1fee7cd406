import type { Answer } from "@integrations/simulator-kit";
import type { ContractSnapshot } from "../store/contract-views.ts";
import type { Kind } from "../store/records.ts";

/** What a call did. */
export interface Handled {
  readonly answer: Answer;
  readonly effect?: Effect;
}

/** A line that was made, or units that changed. */
export interface Effect {
  readonly kind: Kind;
  readonly contractID: number;
  readonly lineID: number;
  readonly itemID: number;
  /** Whether the line came into being. */
  readonly created: boolean;
  readonly effectiveDate: string | null;
  readonly unitChange: number;
  readonly unitsBefore: number;
  readonly unitsAfter: number;
  /** How the contract was before. */
  readonly before: ContractSnapshot;
}
