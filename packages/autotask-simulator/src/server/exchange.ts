import type { IncomingMessage, ServerResponse } from "node:http";
import { errorAnswer, type Answer } from "../api/answer.ts";
import { apiPathOf, segmentsOf, type ApiRequest } from "../api/api-request.ts";
import { handle, tenantOf } from "../api/handle.ts";
import type { Effect, Handled } from "../api/handled.ts";
import type { Strike } from "../faults/fault-book.ts";
import { changeAnswer, garble } from "../faults/spoil-answer.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { toBytes } from "./bytes.ts";
import type { Place } from "./limits.ts";
import type { LoggedRequest } from "./logged-request.ts";
import { readRequest } from "./read-request.ts";
import { sendBytes, wait } from "./send.ts";
import type { ServerParts } from "./server-parts.ts";
import { suffer, type Suffered } from "./suffer-faults.ts";

interface Exchange {
  readonly request: ApiRequest;
  readonly entry: LoggedRequest;
  readonly tenant: Tenant | undefined;
  readonly response: ServerResponse;
  readonly strikes: readonly Strike[];
}

/** One request from its arrival to its answer or its end, with all that goes wrong between. */
export async function exchange(parts: ServerParts, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await readRequest(incoming);
  if (request === undefined) {
    incoming.socket.destroy();
    return;
  }
  const tenant = tenantOf(parts.api, request);
  const entry = logEntry(parts, request, tenant);
  response.once("close", () => {
    if (entry.outcome === "pending") entry.outcome = response.writableFinished ? "answered" : "left";
  });
  parts.log.add(entry);
  const place = parts.limits.enter(tenant, request);
  if (!("leave" in place)) {
    await send(parts, { request, entry, tenant, response, strikes: [] }, place);
    return;
  }
  try {
    if (parts.latencyMs > 0) await wait(parts.latencyMs, parts.closing);
    const strikes = parts.faults.strike(entry);
    entry.faults = strikes.map((strike) => strike.label);
    await withFaults(parts, { request, entry, tenant, response, strikes }, place);
  } catch (error) {
    await sendBytes(response, toBytes(errorAnswer(500, `The simulator itself failed: ${String(error)}`)), parts.closing);
  } finally {
    place.leave();
  }
}

async function withFaults(parts: ServerParts, current: Exchange, place: Place): Promise<void> {
  const scene = { parts, ...current };
  const before = await suffer(scene, current.strikes, "before");
  if (await ended(parts, current, before, place)) return;
  const answer = tellLies(parts, current, handle(parts.api, current.request));
  const after = await suffer(scene, current.strikes, "after");
  if (await ended(parts, current, after, place)) return;
  // Free before the answer is out: the caller may be faster with its next call than this one with its end.
  place.leave();
  await send(parts, current, answer);
}

/** Whether a fault gave the exchange an end of its own. */
async function ended(parts: ServerParts, current: Exchange, suffered: Suffered, place: Place): Promise<boolean> {
  if (suffered.kind === "goes-on") return false;
  place.leave();
  if (suffered.kind === "answered") await send(parts, current, suffered.answer);
  else if (current.entry.outcome === "pending") {
    current.entry.outcome = "reset";
    current.response.socket?.resetAndDestroy();
  }
  return true;
}

/** Keeps the effect, or takes it back; hides it from readers for a while; rewrites the answer. At once with the effect. */
function tellLies(parts: ServerParts, { entry, tenant, strikes }: Exchange, { answer, effect }: Handled): Answer {
  if (effect !== undefined && tenant !== undefined) {
    const stored = !strikes.some(({ fault }) => fault.kind === "false-success");
    entry.effect = { ...withoutSnapshot(effect), stored };
    const { views } = tenant.store;
    const { readLagMs } = tenant.behaviour;
    if (!stored) views.restore(effect.before);
    else if (readLagMs > 0) views.showUntil(effect.before, parts.api.clock.now().getTime() + readLagMs);
  }
  return strikes.reduce((told, { fault }) => (fault.kind === "change-answer" ? changeAnswer(told, fault) : told), answer);
}

function withoutSnapshot({ before: _before, ...effect }: Effect): Omit<Effect, "before"> {
  return effect;
}

async function send(parts: ServerParts, { entry, response, strikes }: Exchange, answer: Answer): Promise<void> {
  const bytes = strikes.reduce((spoilt, { fault }) => (fault.kind === "garble" ? garble(spoilt, fault.how) : spoilt), toBytes(answer));
  entry.status = bytes.status;
  await sendBytes(response, bytes, parts.closing);
}

function logEntry(parts: ServerParts, request: ApiRequest, tenant: Tenant | undefined): LoggedRequest {
  const path = segmentsOf(request.path)?.join("/");
  return {
    id: parts.log.nextId(),
    receivedAt: parts.api.clock.now().toISOString(),
    method: request.method,
    url: request.url,
    path: path === undefined ? (apiPathOf(request.path) ?? request.path) : `/${path}`,
    headers: request.headers,
    ...(request.body === "" ? {} : { body: parsedBody(request.body) }),
    ...(tenant === undefined ? {} : { tenant: tenant.id }),
    isWrite: request.method !== "GET" && !/\/query(\/|$)/i.test(request.path),
    faults: [],
    outcome: "pending",
  };
}

function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
