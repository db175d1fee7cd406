import { type Answer, type ApiRequest, jsonAnswer } from "@integrations/simulator-kit";
import { compareByKeys, orderValues, type OrderKey } from "../query/order-by.ts";
import { RowCursor } from "../query/row-cursor.ts";
import { fieldTrimmer } from "../query/trim-fields.ts";
import type { Behaviour } from "../tenant/behaviour.ts";
import type { Resource, WireObject } from "../wire/resource.ts";
import type { CallContext } from "./call-context.ts";
import { readFilter, readPage, type Filter, type Page } from "./list-query.ts";
import { forwardLink, numberedLinks } from "./page-links.ts";

interface ListableRow {
  id: number;
  wire?: Readonly<Record<string, unknown>>;
}

/** Where a list takes its records from. */
export interface ListSource<Row> {
  readonly resource: Resource<Row>;
  /** All records that come into question for this filter, or more. */
  candidates(filter: Filter): Iterable<Row>;
  /** Whether this member sees it. */
  isVisible(row: Row): boolean;
}

/** A page of a list: filtered, ordered, cut, trimmed, with its `Link` header. @throws Refusal */
export function answerList<Row extends ListableRow>(call: CallContext, source: ListSource<Row>): Answer {
  const { request, wire, tenant } = call;
  const filter = readFilter(request, source.resource.fields, tenant.behaviour);
  const page = readPage(request, source.resource.fields);
  const cursor = new RowCursor(source.resource, wire);
  const found = select(source, filter, cursor);
  const [rows, link] = page.kind === "forward" ? cutForward(found, page, call) : cutNumbered(found, page, call, cursor);
  const trim = trimmer(request);
  return jsonAnswer(
    200,
    rows.map((row) => trim(source.resource.toWire(row, wire))),
    link === undefined ? {} : { link },
  );
}

/** @throws Refusal */
export function answerCount<Row extends ListableRow>({ request, wire, tenant }: CallContext, source: ListSource<Row>): Answer {
  const filter = readFilter(request, source.resource.fields, tenant.behaviour);
  return jsonAnswer(200, { count: select(source, filter, new RowCursor(source.resource, wire)).length });
}

/** One record, trimmed. */
export function answerOne<Row>({ request, wire }: CallContext, resource: Resource<Row>, row: Row): Answer {
  return jsonAnswer(200, trimmer(request)(resource.toWire(row, wire)));
}

function select<Row extends ListableRow>(source: ListSource<Row>, filter: Filter, cursor: RowCursor<Row>): Row[] {
  const found: Row[] = [];
  for (const row of source.candidates(filter)) {
    if (!source.isVisible(row)) continue;
    cursor.moveTo(row);
    if (filter.tests.every((test) => test(cursor))) found.push(row);
  }
  return found;
}

function cutForward<Row extends ListableRow>(
  found: Row[],
  page: Extract<Page, { kind: "forward" }>,
  call: CallContext,
): [Row[], string | undefined] {
  const later = byId(found.filter((row) => row.id > page.afterId));
  const rows = later.slice(0, page.pageSize);
  const last = rows.at(-1);
  return [rows, last !== undefined && later.length > rows.length ? forwardLink(call, last.id) : undefined];
}

function cutNumbered<Row extends ListableRow>(
  found: Row[],
  page: Extract<Page, { kind: "numbered" }>,
  call: CallContext,
  cursor: RowCursor<Row>,
): [Row[], string | undefined] {
  const ordered = page.order === undefined ? inDefaultOrder(found, call.tenant.behaviour.defaultOrder) : inOrder(found, page.order, cursor);
  const from = (page.page - 1) * page.pageSize;
  return [ordered.slice(from, from + page.pageSize), numberedLinks(call, page.page, Math.ceil(ordered.length / page.pageSize))];
}

function byId<Row extends ListableRow>(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => one.id - other.id);
}

/** Rows that are equal by the keys stand in the default order of a database: none one may rely on. */
function inOrder<Row extends ListableRow>(rows: readonly Row[], keys: readonly OrderKey[], cursor: RowCursor<Row>): Row[] {
  const [key] = keys;
  if (key?.path === "id") return key.descending ? byId(rows).toReversed() : byId(rows);
  return rows
    .map((row) => {
      cursor.moveTo(row);
      return { row, values: orderValues(keys, cursor) };
    })
    .toSorted((one, other) => compareByKeys(keys, one.values, other.values) || scramble(one.row.id, 0) - scramble(other.row.id, 0))
    .map(({ row }) => row);
}

let unsteadyTurn = 0;

function inDefaultOrder<Row extends ListableRow>(rows: readonly Row[], order: Behaviour["defaultOrder"]): Row[] {
  if (order === "id") return byId(rows);
  if (order === "unsteady") unsteadyTurn += 1;
  const turn = order === "unsteady" ? unsteadyTurn : 0;
  return rows.toSorted((one, other) => scramble(one.id, turn) - scramble(other.id, turn));
}

function scramble(id: number, turn: number): number {
  return Math.imul(id + turn * 7919, 0x9e3779b1) >>> 0;
}

function trimmer({ query }: ApiRequest): (object: WireObject) => WireObject {
  const fields = query.get("fields") ?? "";
  return fields.trim() === "" ? (object) => object : fieldTrimmer(fields);
}
