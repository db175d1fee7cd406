import type { IncomingMessage, ServerResponse } from "node:http";
import type { SharedFault } from "../faults/fault-rule.ts";
import { changeAnswer, garble } from "../faults/spoil-answer.ts";
import { suffer, type FaultScene, type Suffered } from "../faults/suffer.ts";
import type { LoggedRequest } from "../log/logged-request.ts";
import type { Answer } from "../wire/answer.ts";
import type { ApiRequest } from "../wire/api-request.ts";
import { readRequest } from "../wire/read-request.ts";
import { sendBytes, wait } from "../wire/send.ts";
import type { Kind, Place, ServerParts } from "./vendor.ts";

/** One request from its arrival to its answer or its end, with all that goes wrong between. */
export async function exchange<K extends Kind>(parts: ServerParts<K>, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await readRequest(incoming);
  if (request === undefined) {
    incoming.socket.destroy();
    return;
  }
  const tenant = parts.vendor.tenantOf(request);
  const entry = parts.vendor.logged(received(parts, request, tenant), request);
  watchEnd(entry, response);
  parts.log.add(entry);

  const place = parts.vendor.admit(request, tenant);
  const unstruck: FaultScene<K> = { parts, request, entry, tenant, response, strikes: [], faults: [] };
  if (!("leave" in place)) return send(unstruck, place);
  try {
    if (parts.latencyMs > 0) await wait(parts.latencyMs, parts.closing);
    const strikes = parts.faults.strike(entry);
    entry.faults.push(...strikes.map((strike) => strike.label));
    await withFaults({ ...unstruck, strikes, faults: strikes.map(({ fault }) => fault) }, place);
  } catch (error) {
    await send(unstruck, parts.vendor.failedAnswer(error instanceof Error ? error.message : String(error)));
  } finally {
    place.leave();
  }
}

async function withFaults<K extends Kind>(scene: FaultScene<K>, place: Place): Promise<void> {
  const { vendor } = scene.parts;
  if (await ended(scene, await suffer(scene, "before"), place)) return;
  const answer = (scene.faults as ReadonlyArray<SharedFault<K["edit"]>>).reduce(
    (told, fault) => (fault.kind === "change-answer" ? changeAnswer(told, fault, (json) => vendor.rowsOf(json)) : told),
    vendor.handle(scene),
  );
  if (await ended(scene, await suffer(scene, "after"), place)) return;
  // Free before the answer is out: the caller may be faster with its next call than this one with its end.
  place.leave();
  await send(scene, answer);
}

/** Whether a fault gave the exchange an end of its own. */
async function ended<K extends Kind>(scene: FaultScene<K>, suffered: Suffered, place: Place): Promise<boolean> {
  if (suffered.kind === "goes-on") return false;
  place.leave();
  const entry: LoggedRequest = scene.entry;
  if (suffered.kind === "answered") await send(scene, suffered.answer);
  else if (entry.outcome === "pending") {
    entry.outcome = "reset";
    scene.response.socket?.resetAndDestroy();
  }
  return true;
}

async function send<K extends Kind>(scene: FaultScene<K>, answer: Answer): Promise<void> {
  const { parts, response } = scene;
  const entry: LoggedRequest = scene.entry;
  const bytes = (scene.faults as ReadonlyArray<SharedFault<K["edit"]>>).reduce(
    (spoilt, fault) => (fault.kind === "garble" ? garble(spoilt, fault.how, parts.vendor.page) : spoilt),
    parts.vendor.toBytes(answer, scene),
  );
  entry.status = bytes.status;
  await sendBytes(response, bytes, parts.closing);
}

function received<K extends Kind>(parts: ServerParts<K>, request: ApiRequest, tenant: K["tenant"] | undefined): LoggedRequest<never> {
  return {
    id: parts.log.nextId(),
    receivedAt: parts.clock.now().toISOString(),
    method: request.method,
    url: request.url,
    path: request.path,
    query: Object.fromEntries(request.query),
    headers: request.headers,
    ...(request.body === "" ? {} : { body: parsedBody(request.body) }),
    ...(tenant === undefined ? {} : { tenant: parts.vendor.idOf(tenant) }),
    isWrite: ["POST", "PUT", "PATCH", "DELETE"].includes(request.method),
    faults: [],
    outcome: "pending",
  };
}

function watchEnd(entry: LoggedRequest, response: ServerResponse): void {
  const startedMs = performance.now();
  response.once("close", () => {
    entry.durationMs = performance.now() - startedMs;
    if (entry.outcome === "pending") entry.outcome = response.writableFinished ? "answered" : "left";
  });
}

function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
