import { TRPCError } from "@trpc/server";
import { expect } from "vitest";
import { errorDataOf, type ErrorData } from "../errors/error-data.ts";

/** Expects the call to be refused with this code and reason. @returns what the answer would carry */
export async function expectRefusal(call: Promise<unknown>, code: TRPCError["code"], reason: ErrorData["reason"]): Promise<ErrorData> {
  const error: unknown = await call.then(
    (value) => expect.fail(`It was not refused but answered ${JSON.stringify(value)}.`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCError)) throw error;
  const data = errorDataOf(error);
  expect({ code: error.code, reason: data.reason, detail: data.detail }).toMatchObject({ code, reason });
  return data;
}
