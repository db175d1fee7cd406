import type { TenantStore } from "../store/tenant-store.ts";
import type { Behaviour } from "../tenant/behaviour.ts";
import type { FieldTable } from "./field-table.ts";

export type WireObject = Record<string, unknown>;

/** What building the JSON of a record needs beside the record. */
export interface WireContext {
  readonly store: TenantStore;
  readonly behaviour: Behaviour;
  /** `http://host/v2025_1/apis/3.0`, for the links inside records. */
  readonly apiUrl: string;
  readonly now: Date;
}

/** How one kind of record looks on the wire. */
export interface Resource<Row> {
  /** As error texts call it: "Agreement". */
  readonly name: string;
  readonly fields: FieldTable;
  toWire(row: Row, context: WireContext): WireObject;
  /** Single fields without building the whole; each gives the same as the whole would. */
  readonly quick: Readonly<Record<string, (row: Row) => unknown>>;
}

/** `wire` fields of a record replace those of its answer; one set to `undefined` is left out by JSON. */
export function withWireFields(object: WireObject, wire: Readonly<Record<string, unknown>> | undefined): WireObject {
  return wire === undefined ? object : { ...object, ...wire };
}
