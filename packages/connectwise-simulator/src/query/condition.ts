/** Conditions as a tree. Paths are split at their slashes. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition }
  | { readonly kind: "compare"; readonly path: string; readonly operator: Operator; readonly value: Literal }
  | { readonly kind: "match"; readonly path: string; readonly how: "contains" | "like"; readonly pattern: string }
  | { readonly kind: "in"; readonly path: string; readonly values: readonly Literal[] };

export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type Literal =
  | { readonly type: "text"; readonly value: string }
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "flag"; readonly value: boolean }
  /** Milliseconds since 1970. */
  | { readonly type: "date"; readonly value: number }
  | { readonly type: "null"; readonly value: null };
