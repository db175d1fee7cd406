/** One place of a pattern: any run of letters, any one letter, one of (not) these, or this letter. */
type Part =
  | { readonly kind: "run" }
  | { readonly kind: "any" }
  | { readonly kind: "class"; readonly inverted: boolean; readonly ranges: ReadonlyArray<readonly [string, string]> }
  | { readonly kind: "letter"; readonly letter: string };

/**
 * Wildcards of `like` and `contains`: `%` and `*` any run, `_` any one letter, `[abc]`, `[a-z]`, `[^x]` one of a class; a class
 * of one makes a wildcard literal: `[%]`, `[[]x]` is the literal `[x]`. Letters are compared without regard to case, as the
 * database behind ConnectWise does.
 */
export function compilePattern(pattern: string, how: "contains" | "like"): (text: string) => boolean {
  const parts = readParts([...pattern.toLowerCase()]);
  const whole: Part[] = how === "contains" ? [{ kind: "run" }, ...parts, { kind: "run" }] : parts;
  return (text) => matches(whole, [...text.toLowerCase()]);
}

function readParts(letters: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? "";
    if (letter === "%" || letter === "*") {
      parts.push({ kind: "run" });
    } else if (letter === "_") {
      parts.push({ kind: "any" });
    } else if (letter === "[") {
      // The first letter of a class may be the closing bracket itself, never its end.
      const inverted = letters[at + 1] === "^";
      const from = at + (inverted ? 2 : 1);
      const end = letters.indexOf("]", from + 1);
      if (end === -1) {
        // A class without an end fits nothing.
        parts.push({ kind: "class", inverted: false, ranges: [] });
        break;
      }
      parts.push({ kind: "class", inverted, ranges: readRanges(letters.slice(from, end)) });
      at = end;
    } else {
      parts.push({ kind: "letter", letter });
    }
  }
  return parts;
}

function readRanges(letters: readonly string[]): Array<readonly [string, string]> {
  const ranges: Array<readonly [string, string]> = [];
  for (let at = 0; at < letters.length; at += 1) {
    const low = letters[at] ?? "";
    const high = letters[at + 2];
    if (letters[at + 1] === "-" && high !== undefined) {
      ranges.push([low, high]);
      at += 2;
    } else {
      ranges.push([low, low]);
    }
  }
  return ranges;
}

/** Walks both once; at a mismatch it goes back to the last run only, so that no pattern takes long. */
function matches(parts: readonly Part[], letters: readonly string[]): boolean {
  let part = 0;
  let letter = 0;
  let lastRun = -1;
  let resumeAt = 0;
  while (letter < letters.length) {
    const current = parts[part];
    if (current?.kind === "run") {
      lastRun = part;
      resumeAt = letter;
      part += 1;
    } else if (current !== undefined && fits(current, letters[letter] ?? "")) {
      part += 1;
      letter += 1;
    } else if (lastRun === -1) {
      return false;
    } else {
      part = lastRun + 1;
      resumeAt += 1;
      letter = resumeAt;
    }
  }
  while (parts[part]?.kind === "run") part += 1;
  return part === parts.length;
}

function fits(part: Part, letter: string): boolean {
  switch (part.kind) {
    case "run":
    case "any":
      return true;
    case "letter":
      return part.letter === letter;
    case "class":
      return part.ranges.some(([low, high]) => low <= letter && letter <= high) !== part.inverted;
    default:
      return false;
  }
}
