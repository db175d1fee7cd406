import type { AppRouter } from "@integrations/api";
import type { inferRouterOutputs } from "@trpc/server";

export type ApiOutputs = inferRouterOutputs<AppRouter>;
