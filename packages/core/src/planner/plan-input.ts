import type { LocalDate } from "../domain/local-date.ts";
import type { Bundles, QuantitySnapshot } from "../domain/quantity.ts";

/** What the platform knows when a run begins: one consistent picture of one connection. */
export interface PlanInput {
  readonly now: Date;
  /** The partner's day at `now`. */
  readonly today: LocalDate;
  readonly bundles: Bundles;
  /** Service code to product id. */
  readonly mappings: ReadonlyMap<string, string>;
  /** Service code to what is done where its product's sum falls to 0; `write` where it is not named. */
  readonly zeroPolicies: ReadonlyMap<string, ZeroPolicy>;
  readonly customers: readonly AssignedCustomer[];
}

export interface AssignedCustomer {
  readonly customerId: string;
  readonly agreementId: string;
  readonly archived: boolean;
  /** The partner wants its lines left alone. */
  readonly excluded: boolean;
  /** Null where no quantities were ever received. */
  readonly snapshot: QuantitySnapshot | null;
}

/** What a partner chose for a line that is gone (`add_again`, `leave`) or no longer wanted (`set_zero`, `leave`). */
export const LINE_DECISIONS = ["add_again", "leave", "set_zero"] as const;
export type LineDecision = (typeof LINE_DECISIONS)[number];

/** The line the platform keeps for a product on an agreement, from earlier runs. */
export interface RememberedLine {
  readonly agreementId: string;
  readonly productId: string;
  readonly lineId: string;
  readonly decision: LineDecision | null;
}

/**
 * What a mapping does where its count falls to 0 and the line stands above it: write the 0, leave the line and tell, or leave it and
 * ask what is to become of it.
 */
export const ZERO_POLICIES = ["write", "leave", "ask"] as const;
export type ZeroPolicy = (typeof ZERO_POLICIES)[number];
