import { ProviderError } from "@integrations/core";
import { RecordNotFound } from "@integrations/database";
import { Refusal, refusalOfProviderError } from "./refusal.ts";

/** Postgres: the transaction lost against another one and was rolled back as a whole. */
const LOST_AGAINST_ANOTHER = new Set(["40001", "40P01", "55P03"]);

/** The refusal that an error of a use case amounts to; undefined where it is nobody's doing but ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof ProviderError) return refusalOfProviderError(error);
  if (error instanceof RecordNotFound) return new Refusal("not_found", { cause: error });
  if (error instanceof Error && "code" in error && typeof error.code === "string" && LOST_AGAINST_ANOTHER.has(error.code)) {
    return new Refusal("changed_meanwhile", { cause: error });
  }
  return undefined;
}
