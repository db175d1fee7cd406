import type { Behaviour } from "../tenant/behaviour.ts";
import { ConditionsError } from "./conditions-error.ts";

export type Token =
  | { readonly type: "word"; readonly text: string }
  | { readonly type: "symbol"; readonly text: string }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "date"; readonly time: number };

const SYMBOL = /^(?:<=|>=|!=|[=<>(),])/;
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?![A-Za-z0-9_./])/;
/** A field, with slashes into references, or a keyword. */
const WORD = /^[A-Za-z_][A-Za-z0-9_]*(?:\/[A-Za-z_][A-Za-z0-9_]*)*/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** @throws ConditionsError */
export function readTokens(source: string, quoteEscape: Behaviour["quoteEscape"]): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const blank = /^\s+/.exec(rest)?.[0];
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const [token, length] = readToken(rest, at, quoteEscape);
    tokens.push(token);
    at += length;
  }
  return tokens;
}

function readToken(rest: string, at: number, quoteEscape: Behaviour["quoteEscape"]): [Token, number] {
  const first = rest.charAt(0);
  if (first === "'" || first === '"') return readQuoted(rest, at, first, quoteEscape);
  if (first === "[") return readDate(rest, at);
  const symbol = SYMBOL.exec(rest)?.[0];
  if (symbol !== undefined) return [{ type: "symbol", text: symbol }, symbol.length];
  const number = NUMBER.exec(rest)?.[0];
  if (number !== undefined) return [{ type: "number", value: Number(number) }, number.length];
  const word = WORD.exec(rest)?.[0];
  if (word !== undefined) return [{ type: "word", text: word }, word.length];
  throw new ConditionsError(`Unexpected "${first}" at position ${at}.`);
}

function readQuoted(rest: string, at: number, quote: string, quoteEscape: Behaviour["quoteEscape"]): [Token, number] {
  let text = "";
  for (let index = 1; index < rest.length; index += 1) {
    const letter = rest.charAt(index);
    const following = rest.charAt(index + 1);
    const escaped =
      (quoteEscape === "doubled" && letter === quote && following === quote) ||
      (quoteEscape === "backslash" && letter === "\\" && (following === quote || following === "\\"));
    if (escaped) {
      text += following;
      index += 1;
    } else if (letter === quote) {
      return [{ type: "text", text }, index + 1];
    } else {
      text += letter;
    }
  }
  throw new ConditionsError(`The string that begins at position ${at} has no end.`);
}

function readDate(rest: string, at: number): [Token, number] {
  const end = rest.indexOf("]");
  const inner = end === -1 ? "" : rest.slice(1, end).trim();
  const time = DATE.test(inner)
    ? Date.parse(/[zZ]|[+-]\d{2}:?\d{2}$/.test(inner.slice(10)) || inner.length === 10 ? inner : `${inner}Z`)
    : Number.NaN;
  if (Number.isNaN(time)) throw new ConditionsError(`No date between the brackets at position ${at}.`);
  return [{ type: "date", time }, end + 1];
}
