/** The provider's own words, shown in the UI in place of the platform's. Lower case, as inside a sentence. */
export interface Terms {
  readonly product: Term;
  readonly company: Term;
  readonly agreement: Term;
  readonly line: Term;
}

export interface Term {
  readonly one: string;
  readonly many: string;
}
