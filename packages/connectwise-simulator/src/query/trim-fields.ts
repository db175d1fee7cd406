import type { WireObject } from "../wire/resource.ts";

interface Wanted {
  [field: string]: Wanted | true;
}

/** Makes a trimmer of `fields=id,name,company/id`; what is not there is left out silently. */
export function fieldTrimmer(source: string): (object: WireObject) => WireObject {
  const wanted: Wanted = Object.create(null) as Wanted;
  for (const path of source.split(",")) want(wanted, path.trim().split("/"));
  return (object) => trim(object, wanted) as WireObject;
}

function want(wanted: Wanted, [first, ...rest]: readonly string[]): void {
  if (first === undefined || first === "") return;
  if (rest.length === 0) {
    wanted[first] = true;
    return;
  }
  const inner = wanted[first] ?? (Object.create(null) as Wanted);
  if (inner === true) return;
  wanted[first] = inner;
  want(inner, rest);
}

function trim(value: unknown, wanted: Wanted): unknown {
  if (Array.isArray(value)) return value.map((element) => trim(element, wanted));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => wanted[field] !== undefined)
      .map(([field, inner]) => {
        const deeper = wanted[field];
        return [field, deeper === true || deeper === undefined ? inner : trim(inner, deeper)];
      }),
  );
}
