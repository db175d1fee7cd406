import { LINE_DECISIONS } from "@integrations/core";
import { decideLine } from "@integrations/services";
import { z } from "zod";
import { partnerProcedure } from "../procedures/procedures.ts";
import { partnerIdShape, providerIdSchema, recordIdSchema } from "../schemas/text.ts";
import { router } from "../trpc.ts";

export const linesRouter = router({
  /** What the next run does about a line that is gone at the provider, or that nobody asks for any more. */
  decide: partnerProcedure
    .input(
      z.object({
        ...partnerIdShape,
        providerId: providerIdSchema,
        agreementId: recordIdSchema,
        productId: recordIdSchema,
        decision: z.enum(LINE_DECISIONS),
      }),
    )
    .output(z.object({ agreementId: z.string(), productId: z.string(), decision: z.enum(LINE_DECISIONS) }))
    .mutation(async ({ ctx, input }) => {
      await decideLine(ctx.services, ctx.scope, input);
      return { agreementId: input.agreementId, productId: input.productId, decision: input.decision };
    }),
});
