import { jsonAnswer, textAnswer, type Answer } from "@integrations/simulator-kit";

/** How the application refuses: its texts in a list (C). */
export function errorAnswer(status: number, ...errors: readonly string[]): Answer {
  return jsonAnswer(status, { errors });
}

/** How the web server before it refuses (C). */
export function serverAnswer(status: number, message: string): Answer {
  return jsonAnswer(status, { Message: message });
}

export function htmlAnswer(status: number, title: string): Answer {
  return textAnswer(
    status,
    `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
    "text/html; charset=utf-8",
  );
}
