/** Takes secrets out of text before it is logged, thrown, shown or stored. */
export interface Redactor {
  /** The text without secrets and without NUL characters, which Postgres refuses. */
  text(value: string): string;
  /** The same for every string inside a value, keys excepted; cycles and depths beyond 8 are cut off. */
  deep(value: unknown): unknown;
}

export const REDACTED = "[redacted]";

const MAX_DEPTH = 8;

/**
 * Knows each secret as it is and as a careless server echoes it: percent-encoded, escaped for JSON or HTML, in
 * hexadecimal, and inside base64 at any offset (a Basic header holds the key somewhere in the middle). Letter case does
 * not matter.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = new Set<string>();
  for (const secret of secrets) {
    for (const form of formsOf(stripNul(secret))) forms.add(form);
  }
  // Longest first, so that a form which holds a shorter one goes as a whole.
  const sorted = [...forms].toSorted((first, second) => second.length - first.length);
  const pattern = sorted.length === 0 ? undefined : new RegExp(sorted.map(escapePattern).join("|"), "gi");

  const text = (value: string): string => {
    const stripped = stripNul(value);
    return pattern === undefined ? stripped : stripped.replace(pattern, REDACTED);
  };
  const walk = (value: unknown, depth: number, seen: ReadonlySet<object>): unknown => {
    if (typeof value === "string") return text(value);
    if (typeof value !== "object" || value === null || value instanceof Date) return value;
    if (depth >= MAX_DEPTH || seen.has(value)) return "[...]";
    const within = new Set(seen).add(value);
    const inner = (each: unknown): unknown => walk(each, depth + 1, within);
    if (Array.isArray(value)) return value.map(inner);
    if (value instanceof Error) return inner(plainError(value));
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inner(each)]));
  };
  return { text, deep: (value) => walk(value, 0, new Set()) };
}

function stripNul(text: string): string {
  return text.replaceAll("\u0000", "");
}

function escapePattern(literal: string): string {
  return literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/** An error's own fields without those that are not enumerable, which `Object.entries` would miss. */
function plainError(error: Error): Record<string, unknown> {
  return {
    ...error,
    name: error.name,
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  };
}

/** Shorter remains of base64 would match by chance. */
const SHORTEST_DERIVED = 6;

function formsOf(secret: string): string[] {
  if (secret === "") return [];
  const bytes = Buffer.from(secret, "utf8");
  const derived = [
    percentEncoded(secret),
    percentEncoded(secret).replaceAll("%20", "+"),
    bytes.toString("hex"),
    ...base64Forms(bytes),
  ].filter((form) => form.length >= SHORTEST_DERIVED);
  return [secret, JSON.stringify(secret).slice(1, -1), htmlEscaped(secret), ...derived];
}

function percentEncoded(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : "";
}

function htmlEscaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/**
 * The characters that stand for these bytes inside any base64 text, for each of the three offsets they can begin at. The
 * characters at the edges are shared with the neighbours and left out.
 */
function base64Forms(bytes: Buffer): string[] {
  const forms: string[] = [bytes.toString("base64"), bytes.toString("base64url")];
  for (let offset = 0; offset < 3; offset += 1) {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = padded.toString("base64").replaceAll("=", "");
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor((padded.byteLength * 8) / 6);
    const inner = whole.slice(start, end);
    forms.push(inner, inner.replaceAll("+", "-").replaceAll("/", "_"), encodeURIComponent(inner));
  }
  return forms;
}
