/** One choice of a `SearchSelect`. */
export interface SelectChoice {
  /** Never empty. */
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  /** Listed, and not to be chosen; its description says why. */
  readonly isDisabled?: boolean;
  /** Stands for nothing chosen, and looks like it. */
  readonly isNone?: boolean;
}
