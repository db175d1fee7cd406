/** The few things a sequence is about: little enough for them to meet often. */
export const SERVICES = ["cloudfilter", "bracket", "safesend"] as const;
export type Service = (typeof SERVICES)[number];

/** What the platform counts; the bundle is one of each service. */
export const COUNTED = [...SERVICES, "bracket-bundle"] as const;
export type Counted = (typeof COUNTED)[number];

export const CUSTOMERS = ["ann", "bob", "cat", "dan"] as const;
export type Customer = (typeof CUSTOMERS)[number];

export const AGREEMENTS = ["gold", "iron", "zinc"] as const;
export const PRODUCTS = ["FILTER", "BRACKET", "SEND"] as const;

export type Counts = Partial<Record<Counted, number>>;

/** Product on agreement: `agreementId/productId`. */
export type Pair = `${string}/${string}`;

export function pairOf(agreementId: number | string, productId: number | string): Pair {
  return `${agreementId}/${productId}`;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
