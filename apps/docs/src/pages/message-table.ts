import { REASON_CODES, reasonOf, type ReasonCode } from "@integrations/core";
import { plain, table } from "../markdown.ts";
import { REASON_DUTIES, type Duty } from "../reason-duties.ts";

const SECTIONS: ReadonlyArray<{ readonly title: string; readonly reaches: ReadonlyArray<Duty["reach"]> }> = [
  { title: "What concerns a whole update", reaches: ["run", "either"] },
  { title: "What concerns a line, an agreement or a customer", reaches: ["line"] },
  { title: "What is answered at once, at the screen", reaches: ["request"] },
];

/** Every sentence a partner may read, and what to do about it. */
export function messageTable(): string {
  return SECTIONS.map(({ title, reaches }) => `## ${title}\n\n${table(["What it says", "What to do"], rowsOf(reaches))}`).join("\n");
}

function rowsOf(reaches: ReadonlyArray<Duty["reach"]>): ReadonlyArray<readonly string[]> {
  const codes: readonly ReasonCode[] = REASON_CODES.filter((code) => reaches.includes(REASON_DUTIES[code].reach));
  return codes.map((code) => {
    const { sentence, nextStep } = reasonOf(code);
    return [plain(sentence), plain(nextStep)];
  });
}
