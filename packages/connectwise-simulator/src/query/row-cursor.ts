import type { Resource, WireContext, WireObject } from "../wire/resource.ts";

interface AnyRow {
  readonly wire?: Readonly<Record<string, unknown>>;
}

/** Reads fields of one record after the other; its whole JSON is built only where a field is asked for that has no short way. */
export class RowCursor<Row extends AnyRow> {
  readonly #resource: Resource<Row>;
  readonly #context: WireContext;
  #row: Row | undefined;
  #wire: WireObject | undefined;

  constructor(resource: Resource<Row>, context: WireContext) {
    this.#resource = resource;
    this.#context = context;
  }

  moveTo(row: Row): void {
    this.#row = row;
    this.#wire = undefined;
  }

  /** The values at this path: none where absent, several inside a list. */
  values(path: string): readonly unknown[] {
    const row = this.#row;
    if (row === undefined) return [];
    const quick = row.wire === undefined ? this.#resource.quick[path] : undefined;
    if (quick !== undefined) return [quick(row)];
    this.#wire ??= this.#resource.toWire(row, this.#context);
    return valuesAt(this.#wire, path.split("/"));
  }
}

/** @returns none where the path leads nowhere */
export function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  const [first, ...rest] = path;
  if (first === undefined) return value === undefined ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return valuesAt((value as WireObject)[first], rest);
}
