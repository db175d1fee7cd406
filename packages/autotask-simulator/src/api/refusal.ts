import { errorAnswer, type Answer } from "./answer.ts";

/** A request that ends here, with this answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly answer: Answer;

  constructor(answer: Answer) {
    super("The request was refused.");
    this.answer = answer;
  }
}

/** Refusals of content come as 500 with a text (C). */
export function refuse(...texts: readonly string[]): never {
  throw new Refusal(errorAnswer(500, ...texts));
}
