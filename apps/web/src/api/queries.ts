import { QueryClient } from "@tanstack/vue-query";
import { isWorthRetrying, problemOf } from "./problem.ts";

const RETRIES = 2;

/** The cache of answers. Only what may well succeed when it is just asked again is asked again. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < RETRIES && isWorthRetrying(problemOf(error)),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
      // A change is never sent twice unasked.
      mutations: { retry: false },
    },
  });
}
