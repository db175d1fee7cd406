import { textAnswer, type Answer } from "@integrations/simulator-kit";

export function htmlAnswer(status: number, title: string): Answer {
  return textAnswer(
    status,
    `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1><hr><p>ConnectWise Manage</p></body></html>\n`,
    "text/html; charset=utf-8",
  );
}
