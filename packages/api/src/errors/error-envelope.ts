import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { errorDataOf } from "./error-data.ts";

export interface ErrorEnvelope {
  readonly error: {
    readonly message: string;
    readonly code: number;
    readonly data: ReturnType<typeof errorDataOf> & {
      readonly code: TRPCError["code"];
      readonly httpStatus: number;
      readonly path?: string;
      readonly requestId: string | null;
    };
  };
}

/** The answer to a request that never reached a procedure, in the shape of one that did. */
export function errorEnvelope(
  code: TRPCError["code"],
  request: { readonly requestId: string | null; readonly path?: string | undefined },
): ErrorEnvelope {
  const error = new TRPCError({ code });
  const data = errorDataOf(error);
  const httpStatus = getHTTPStatusCodeFromError(error);
  const { path, requestId } = request;
  return {
    error: {
      message: data.detail,
      code: TRPC_ERROR_CODES_BY_KEY[code],
      data: { code, httpStatus, ...(path === undefined ? {} : { path }), ...data, requestId },
    },
  };
}
