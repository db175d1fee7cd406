/** Settings of a search input that has no label beside it: what stands in it as a placeholder is its name too. */
export function namedInput(name: string): { placeholder: string } {
  const named = { placeholder: name, "aria-label": name };
  return named;
}
