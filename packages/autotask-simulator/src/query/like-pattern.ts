/** A pattern of SQL Server's LIKE: `%` any text, `_` one character, `[abc]` and `[^abc]` one of a set. */
export function likePattern(like: string): RegExp {
  let source = "";
  for (let index = 0; index < like.length; index += 1) {
    const letter = like.charAt(index);
    const end = letter === "[" ? like.indexOf("]", index + 1) : -1;
    if (letter === "%") source += "[^]*";
    else if (letter === "_") source += "[^]";
    else if (end > index + 1) {
      source += setSource(like.slice(index + 1, end));
      index = end;
    } else source += escape(letter);
  }
  return new RegExp(`^${source}$`);
}

function setSource(inner: string): string {
  const negated = inner.startsWith("^") && inner.length > 1;
  const letters = [...(negated ? inner.slice(1) : inner)].map((letter) => (letter === "-" ? "-" : escape(letter))).join("");
  try {
    const source = `[${negated ? "^" : ""}${letters}]`;
    return new RegExp(source).source;
  } catch {
    // A range that goes backwards fits nothing.
    return "(?!)";
  }
}

function escape(letter: string): string {
  return letter.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`);
}
