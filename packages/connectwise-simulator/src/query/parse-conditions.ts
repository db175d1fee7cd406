import type { Behaviour } from "../tenant/behaviour.ts";
import type { Condition, Literal, Operator } from "./condition.ts";
import { ConditionsError } from "./conditions-error.ts";
import { readTokens, type Token } from "./tokens.ts";

const KEYWORDS = ["and", "or", "not", "in", "like", "contains", "null", "true", "false"];
const OPERATORS: readonly string[] = ["=", "!=", "<", "<=", ">", ">="] satisfies Operator[];

/**
 * The grammar of `conditions` (FACTS section 2, V):
 *
 *     or       = and { "or" and }
 *     and      = unit { "and" unit }
 *     unit     = "not" unit | "(" or ")" | field test
 *     test     = ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) literal
 *              | [ "not" ] ( ( "contains" | "like" ) string | "in" "(" literal { "," literal } ")" )
 *     literal  = string | number | "True" | "False" | "null" | "[" date "]"
 *
 * @throws ConditionsError
 */
export function parseConditions(source: string, quoteEscape: Behaviour["quoteEscape"] = "none"): Condition {
  const reader = new TokenReader(readTokens(source, quoteEscape));
  const condition = readOr(reader);
  if (!reader.atEnd) throw reader.unexpected();
  return condition;
}

function readOr(reader: TokenReader): Condition {
  const parts = [readAnd(reader)];
  while (reader.takeKeyword("or")) parts.push(readAnd(reader));
  return joined("or", parts);
}

function readAnd(reader: TokenReader): Condition {
  const parts = [readUnit(reader)];
  while (reader.takeKeyword("and")) parts.push(readUnit(reader));
  return joined("and", parts);
}

function joined(kind: "and" | "or", parts: readonly Condition[]): Condition {
  const [only, another] = parts;
  return only !== undefined && another === undefined ? only : { kind, parts };
}

function readUnit(reader: TokenReader): Condition {
  if (reader.takeKeyword("not")) return { kind: "not", part: readUnit(reader) };
  if (reader.takeSymbol("(")) {
    const inner = readOr(reader);
    reader.expectSymbol(")");
    return inner;
  }
  return readTest(reader, reader.expectField());
}

function readTest(reader: TokenReader, path: string): Condition {
  const operator = reader.takeOperator();
  if (operator !== undefined) return { kind: "compare", path, operator, value: reader.expectLiteral() };
  if (reader.takeKeyword("not")) return { kind: "not", part: readWordTest(reader, path) };
  return readWordTest(reader, path);
}

function readWordTest(reader: TokenReader, path: string): Condition {
  if (reader.takeKeyword("contains")) return { kind: "match", path, how: "contains", pattern: reader.expectText() };
  if (reader.takeKeyword("like")) return { kind: "match", path, how: "like", pattern: reader.expectText() };
  if (!reader.takeKeyword("in")) throw reader.unexpected();
  reader.expectSymbol("(");
  const values = [reader.expectLiteral()];
  while (reader.takeSymbol(",")) values.push(reader.expectLiteral());
  reader.expectSymbol(")");
  return { kind: "in", path, values };
}

class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  unexpected(): ConditionsError {
    const token = this.#tokens[this.#next];
    if (token === undefined) return new ConditionsError("The conditions end too early.");
    const shown = token.type === "number" ? String(token.value) : token.type === "date" ? "a date" : token.text;
    return new ConditionsError(`"${shown}" is not expected there.`);
  }

  takeKeyword(keyword: string): boolean {
    return this.#takeIf((token) => token.type === "word" && token.text.toLowerCase() === keyword) !== undefined;
  }

  takeSymbol(symbol: string): boolean {
    return this.#takeIf((token) => token.type === "symbol" && token.text === symbol) !== undefined;
  }

  takeOperator(): Operator | undefined {
    const token = this.#takeIf((candidate) => candidate.type === "symbol" && OPERATORS.includes(candidate.text));
    return token?.type === "symbol" ? (token.text as Operator) : undefined;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected();
  }

  expectField(): string {
    const token = this.#takeIf((candidate) => candidate.type === "word" && !KEYWORDS.includes(candidate.text.toLowerCase()));
    if (token?.type !== "word") throw this.unexpected();
    return token.text;
  }

  expectText(): string {
    const token = this.#takeIf((candidate) => candidate.type === "text");
    if (token?.type !== "text") throw this.unexpected();
    return token.text;
  }

  expectLiteral(): Literal {
    const token = this.#tokens[this.#next];
    const literal = token === undefined ? undefined : literalOf(token);
    if (literal === undefined) throw this.unexpected();
    this.#next += 1;
    return literal;
  }

  #takeIf(fits: (token: Token) => boolean): Token | undefined {
    const token = this.#tokens[this.#next];
    if (token === undefined || !fits(token)) return undefined;
    this.#next += 1;
    return token;
  }
}

function literalOf(token: Token): Literal | undefined {
  switch (token.type) {
    case "text":
      return { type: "text", value: token.text };
    case "number":
      return { type: "number", value: token.value };
    case "date":
      return { type: "date", value: token.time };
    case "word":
      switch (token.text.toLowerCase()) {
        case "true":
          return { type: "flag", value: true };
        case "false":
          return { type: "flag", value: false };
        case "null":
          return { type: "null", value: null };
        default:
          return undefined;
      }
    default:
      return undefined;
  }
}
