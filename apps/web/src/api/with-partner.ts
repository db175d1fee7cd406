import type { AppRouter } from "@integrations/api";
import type { TRPCLink } from "@trpc/client";

/** Names the partner support acts for beside each input. The one place that does. */
export function withPartner(partnerId: string): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      next({ ...op, input: { ...(op.input as object | undefined), partnerId } });
}
