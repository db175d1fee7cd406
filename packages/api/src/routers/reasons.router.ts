import { REASON_CODES, reasonOf } from "@integrations/core";
import { z } from "zod";
import { personProcedure } from "../procedures/procedures.ts";
import { reasonSchema } from "../schemas/common.ts";
import { partnerIdShape } from "../schemas/text.ts";
import { router } from "../trpc.ts";

export const reasonsRouter = router({
  /** The closed list: every code an answer or a run's record may carry, with its sentence and what to do. */
  list: personProcedure
    .input(z.object(partnerIdShape).optional())
    .output(z.array(z.object({ reason: reasonSchema, sentence: z.string(), nextStep: z.string() })))
    .query(() => REASON_CODES.map((reason) => ({ reason, sentence: reasonOf(reason).sentence, nextStep: reasonOf(reason).nextStep }))),
});
