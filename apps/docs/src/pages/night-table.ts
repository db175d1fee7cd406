import { REASON_CODES, reasonOf } from "@integrations/core";
import { code, plain, table } from "../markdown.ts";
import { REASON_DUTIES } from "../reason-duties.ts";

const REACHES = { run: "the whole run", line: "a line, agreement or customer", either: "what it hits, at most the whole run" } as const;

/** For operators: every reason a run's record may give, how far it reaches, and whose turn it is. */
export function nightTable(): string {
  const rows = REASON_CODES.flatMap((reason) => {
    const { reach, who, operator } = REASON_DUTIES[reason];
    if (reach === "request") return [];
    const { sentence, nextStep } = reasonOf(reason);
    const toDo = operator === undefined ? nextStep : who === "operator" ? operator : `${nextStep} ${operator}`;
    return [[`${code(reason)}<br>${plain(sentence)}`, REACHES[reach], who, plain(toDo)]];
  });
  return table(["Reason", "Stops", "Whose turn", "What to do"], rows);
}
