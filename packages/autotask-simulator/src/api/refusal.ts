import { Refusal } from "@integrations/simulator-kit";
import { errorAnswer } from "./answer.ts";

/** Refusals of content come as 500 with a text (C). */
export function refuse(...texts: readonly string[]): never {
  throw new Refusal(errorAnswer(500, ...texts));
}
