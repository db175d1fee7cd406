/** What is sent back, before it is turned into bytes. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
}

export type AnswerBody =
  | { readonly kind: "json"; readonly json: unknown }
  | { readonly kind: "text"; readonly text: string; readonly contentType: string }
  | { readonly kind: "none" };

export function jsonAnswer(status: number, json: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: { kind: "json", json } };
}

export function textAnswer(status: number, text: string, contentType = "text/plain; charset=utf-8"): Answer {
  return { status, headers: {}, body: { kind: "text", text, contentType } };
}

/** Thrown anywhere while a request is worked on; ends it with this answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`Refused with ${answer.status}.`);
    this.answer = answer;
  }
}
