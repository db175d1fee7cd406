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

/** How the application refuses: its texts in a list (C). */
export function errorAnswer(status: number, ...errors: readonly string[]): Answer {
  return jsonAnswer(status, { errors });
}

/** How the web server before it refuses (C). */
export function serverAnswer(status: number, message: string): Answer {
  return jsonAnswer(status, { Message: message });
}

function textAnswer(status: number, text: string, contentType = "text/plain; charset=utf-8"): Answer {
  return { status, headers: {}, body: { kind: "text", text, contentType } };
}

export function htmlAnswer(status: number, title: string): Answer {
  return textAnswer(
    status,
    `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
    "text/html; charset=utf-8",
  );
}
