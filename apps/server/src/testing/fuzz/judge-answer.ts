import type { Cast, FuzzCall } from "./fuzz-calls.ts";

/** Support's views across partners; everything else is about one. */
const ACROSS_PARTNERS = new Set(["support.partners", "support.health", "support.unmapRequests"]);
const NEVER_LET_IN = new Set(["misfit", "garbage", "anonymous"]);
const INSIDES = /node_modules|\bat [\w.<>]+ \(|file:\/\/|\.ts:\d|"stack"|PostgresError|relation "/;

/** What is wrong with an answer; null where nothing is. */
export function judgeAnswer(call: FuzzCall, answer: { readonly status: number; readonly text: string }, cast: Cast): string | null {
  const { status, text } = answer;
  // A batch answers 207 where its calls differ; the status of each stands in the text.
  if (status >= 500 || status < 200 || /"httpStatus":5\d\d/.test(text)) return `status ${status}`;
  if (status < 300 && NEVER_LET_IN.has(call.role)) return "somebody was let in";
  if (INSIDES.test(text)) return "it tells of our insides";
  const seen = [cast.own, cast.other, cast.canary].filter(({ mark }) => text.includes(mark));
  const foreign = seen.filter(({ id }) => !maySee(call, id, cast));
  return foreign.length === 0 ? null : `rows of ${foreign.map(({ mark }) => around(text, mark)).join(", ")}`;
}

function around(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return text.slice(Math.max(0, at - 150), at + mark.length + 50);
}

function maySee({ role, procedure, named }: FuzzCall, partnerId: string, { own, other }: Cast): boolean {
  switch (role) {
    case "own":
      return partnerId === own.id;
    case "other":
      return partnerId === other.id;
    case "support":
      return named === partnerId || (ACROSS_PARTNERS.has(procedure) && (procedure !== "support.unmapRequests" || named === undefined));
    default:
      return false;
  }
}
