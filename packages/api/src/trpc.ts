import { refusalOf } from "@integrations/services";
import { initTRPC, TRPCError } from "@trpc/server";
import type { ApiContext } from "./context.ts";
import { errorDataOf } from "./errors/error-data.ts";
import { trpcCodeOf } from "./errors/trpc-code.ts";

const t = initTRPC.context<ApiContext>().create({
  // Never a stack in an answer, wherever it runs.
  isDev: false,
  errorFormatter: ({ error, shape, ctx }) => {
    const data = errorDataOf(error);
    const { code, httpStatus, path } = shape.data;
    return { ...shape, message: data.detail, data: { code, httpStatus, path, ...data, requestId: ctx?.requestId ?? null } };
  },
});

export const { router, createCallerFactory } = t;

/** Turns what a use case throws into an answer, and writes down what nobody foresaw. */
export const baseProcedure = t.procedure.use(async ({ next, ctx, path }) => {
  const result = await next();
  if (result.ok) return result;
  const { error } = result;
  const refusal = refusalOf(error.cause);
  if (refusal !== undefined) throw new TRPCError({ code: trpcCodeOf(refusal.reason), message: refusal.message, cause: refusal });
  if (error.code === "INTERNAL_SERVER_ERROR") {
    ctx.services.logger.error({ ...describe(error.cause ?? error), procedure: path, requestId: ctx.requestId }, "procedure failed");
  }
  return result;
});

/** Without the rows and parameters that database errors carry along. */
function describe(error: Error): Record<string, unknown> {
  return {
    errorName: error.name,
    errorMessage: error.message,
    stack: error.stack,
    ...("code" in error ? { errorCode: error.code } : {}),
  };
}
