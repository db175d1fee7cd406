import type { AppRouter } from "@integrations/api";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";

export type ApiOutputs = inferRouterOutputs<AppRouter>;
export type ApiInputs = inferRouterInputs<AppRouter>;
