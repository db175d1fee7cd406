import { CPU, GROWTH, ONE_LARGE_PARTNER, TWO_WORKERS } from "./fleets.ts";
import { NIGHT_AT_THE_LIMIT, NIGHT_OF_1000, NIGHT_OF_400 } from "./nights-of-one.ts";
import type { Row } from "./row.ts";
import { FIRST_PAGE_OF_CUSTOMERS, LONG_HISTORY, PUT_QUANTITIES } from "./stored.ts";

export const ROWS: readonly Row[] = [
  NIGHT_OF_400,
  NIGHT_OF_1000,
  NIGHT_AT_THE_LIMIT,
  CPU,
  GROWTH,
  ONE_LARGE_PARTNER,
  TWO_WORKERS,
  PUT_QUANTITIES,
  FIRST_PAGE_OF_CUSTOMERS,
  LONG_HISTORY,
];
