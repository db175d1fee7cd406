import { type Answer, type ApiRequest, jsonAnswer, Refusal } from "@integrations/simulator-kit";
import { compileFilter, type WireRow } from "../query/match.ts";
import { QueryError } from "../query/query-error.ts";
import { parseQuery, type Query } from "../query/query.ts";
import { accessOf } from "../tenant/api-user.ts";
import { writeRow, type Entity } from "../wire/entities.ts";
import { errorAnswer, serverAnswer } from "./answer.ts";
import type { Caller } from "./authenticate.ts";

export interface EntityCall {
  readonly entity: Entity;
  readonly caller: Caller;
  readonly request: ApiRequest;
  readonly now: Date;
}

/** Longest URL of a query (C). */
const MAX_URL_LENGTH = 2_048;

/** `POST .../query` with a body, or `GET .../query?search=`; `paging` is what a `nextPageUrl` holds. */
export function queryEntity(call: EntityCall, paging?: string): Answer {
  const { entity, request } = call;
  const isPost = request.method === "POST";
  if (paging !== undefined && !isPost && call.caller.tenant.behaviour.nextPageByGet === "405") return wrongVerb("GET");
  if (!isPost && request.url.length > MAX_URL_LENGTH) return serverAnswer(404, "The resource cannot be found.");
  requireAccess(call);
  if (paging !== undefined && !isPost) return page(call, [], 0);
  const query = readQuery(isPost ? request.body : (request.query.get("search") ?? ""));
  const found = search(call, query).filter((row) => Number(row["id"]) > afterOf(paging));
  const items = found.slice(0, query.maxRecords);
  const { dateForm } = call.caller.tenant.behaviour;
  const written = items.map((row) => writeRow(entity, row, query.includeFields, dateForm));
  const last = found.length > items.length ? items.at(-1)?.["id"] : undefined;
  return page(call, written, query.maxRecords, last === undefined ? undefined : Number(last));
}

export function countEntity(call: EntityCall): Answer {
  requireAccess(call);
  const text = call.request.method === "POST" ? call.request.body : (call.request.query.get("search") ?? "");
  return jsonAnswer(200, { queryCount: search(call, readQuery(text)).length });
}

/** A missing id is often a 200 with nothing inside (C). */
export function readById(call: EntityCall, id: string): Answer {
  requireAccess(call);
  const row = visible(call).find((each) => String(each["id"]) === id);
  const { missingId, dateForm } = call.caller.tenant.behaviour;
  if (row === undefined && missingId === "404") return serverAnswer(404, "The resource cannot be found.");
  return jsonAnswer(200, { item: row === undefined ? null : writeRow(call.entity, row, undefined, dateForm) });
}

export function wrongVerb(method: string): Answer {
  return serverAnswer(405, `The requested resource does not support http method '${method}'.`);
}

function requireAccess({ entity, caller }: EntityCall): void {
  if (!entity.canQuery) throw new Refusal(wrongVerb("POST"));
  if (accessOf(caller.user, entity.name, "query") === "None") throw new Refusal(notPermitted(entity, caller));
}

export function notPermitted(entity: Entity, { tenant }: Caller): Answer {
  if (tenant.behaviour.notPermitted === "403") return serverAnswer(403, "Forbidden");
  return errorAnswer(500, `The logged in Resource does not have the adequate permissions to access entity ${entity.singular}.`);
}

function readQuery(text: string): Query {
  return asRefusal(() => parseQuery(text));
}

function search(call: EntityCall, query: Query): WireRow[] {
  const { entity, caller } = call;
  const fields = new Map(entity.fields.map((field) => [field.name.toLowerCase(), field]));
  const { containsAs } = caller.tenant.behaviour;
  const test = asRefusal(() => compileFilter(query.filter, { entity: entity.singular, fields, containsAs }));
  return visible(call)
    .filter((row) => test(row))
    .toSorted((first, second) => Number(first["id"]) - Number(second["id"]));
}

/** Without what belongs to contracts the user cannot see: silently absent (V). */
function visible({ entity, caller, now }: EntityCall): WireRow[] {
  const rows = entity.rows(caller.tenant.store, now.getTime());
  const { contractField } = entity;
  if (contractField === undefined || caller.user.hiddenContracts.length === 0) return rows;
  return rows.filter((row) => !caller.user.hiddenContracts.includes(Number(row[contractField])));
}

function page({ entity, request }: EntityCall, items: readonly WireRow[], requestCount: number, last?: number): Answer {
  const base = `http://${request.host}/atservicesrest/v1.0/${entity.name}/query/next`;
  const paging = last === undefined ? null : `${base}?paging=${encodeURIComponent(JSON.stringify({ pageAfter: last }))}`;
  return jsonAnswer(200, { items, pageDetails: { count: items.length, requestCount, prevPageUrl: null, nextPageUrl: paging } });
}

function afterOf(paging: string | undefined): number {
  return paging === undefined ? 0 : Number(/\d+/.exec(paging)?.[0] ?? 0);
}

function asRefusal<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof QueryError) throw new Refusal(errorAnswer(500, error.message));
    throw error;
  }
}
