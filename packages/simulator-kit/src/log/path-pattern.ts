/** Makes a test of a path pattern: `*` is one segment, `**` any number of them, also none. Letter case does not matter. */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  const wanted = split(pattern);
  return (path) => fits(wanted, split(path));
}

function split(path: string): string[] {
  return path
    .toLowerCase()
    .split("/")
    .filter((part) => part !== "");
}

function fits(wanted: readonly string[], parts: readonly string[]): boolean {
  const [first, ...others] = wanted;
  if (first === undefined) return parts.length === 0;
  if (first === "**") return parts.some((_, index) => fits(others, parts.slice(index))) || fits(others, []);
  const [part, ...rest] = parts;
  return part !== undefined && (first === "*" || first === part) && fits(others, rest);
}
