import type { IncomingMessage, ServerResponse } from "node:http";
import { jsonAnswer, type Answer } from "../api/answer.ts";
import { splitApiPath, type ApiRequest } from "../api/api-request.ts";
import type { Handled } from "../api/call-context.ts";
import { handle, tenantOf } from "../api/handle.ts";
import { wireTime } from "../clock.ts";
import type { Strike } from "../faults/fault-book.ts";
import type { Effect } from "../store/effect.ts";
import { DEFAULT_BEHAVIOUR } from "../tenant/behaviour.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { toBytes } from "./bytes.ts";
import type { LoggedEffect, LoggedRequest } from "./logged-request.ts";
import { readRequest } from "./read-request.ts";
import { sendBytes, wait } from "./send.ts";
import type { ServerParts } from "./server-parts.ts";
import { spoilBytes, suffer, tellLies, type FaultScene, type Suffered } from "./suffer-faults.ts";

/** One request from its arrival to its answer or its end, with all that goes wrong between. */
export async function exchange(parts: ServerParts, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await readRequest(incoming);
  if (request === undefined) {
    incoming.socket.destroy();
    return;
  }
  const tenant = tenantOf(parts.api, request);
  const entry = logEntry(parts, request, tenant);
  const startedMs = performance.now();
  response.once("close", () => {
    entry.durationMs = performance.now() - startedMs;
    if (entry.outcome === "pending") entry.outcome = response.writableFinished ? "answered" : "left";
  });
  parts.log.add(entry);
  if (parts.latencyMs > 0) await wait(parts.latencyMs, parts.closing);

  const throttled = parts.limiter.admit(tenant?.companyId);
  if (throttled !== undefined) {
    await send(parts, { request, entry, tenant, response, strikes: [] }, throttled);
    return;
  }
  const strikes = parts.faults.strike(entry);
  entry.faults = strikes.map((strike) => strike.label);
  await withFaults(parts, { request, entry, tenant, response, strikes });
}

interface Exchange {
  readonly request: ApiRequest;
  readonly entry: LoggedRequest;
  readonly tenant: Tenant | undefined;
  readonly response: ServerResponse;
  readonly strikes: readonly Strike[];
}

async function withFaults(parts: ServerParts, current: Exchange): Promise<void> {
  const { request, entry, tenant, response, strikes } = current;
  const scene: FaultScene = { parts, request, entry, tenant, response };
  const before = await suffer(scene, strikes, "before");
  if (await ended(parts, current, before)) return;

  const handled = handle(parts.api, request);
  if (handled.effect !== undefined) entry.effect = loggedEffect(handled.effect);
  const answer = tellLies(scene, strikes, handled);

  const after = await suffer(scene, strikes, "after");
  if (await ended(parts, current, after)) return;
  await send(parts, current, answer);
}

/** Whether a fault gave the exchange an end of its own. */
async function ended(parts: ServerParts, current: Exchange, suffered: Suffered): Promise<boolean> {
  if (suffered.kind === "goes-on") return false;
  if (suffered.kind === "answered") await send(parts, current, suffered.answer);
  else if (current.entry.outcome === "pending") {
    current.entry.outcome = "reset";
    current.response.socket?.resetAndDestroy();
  }
  return true;
}

async function send(parts: ServerParts, { request, entry, tenant, response, strikes }: Exchange, answer: Answer): Promise<void> {
  const { decimals } = tenant?.behaviour ?? DEFAULT_BEHAVIOUR;
  const bytes = spoilBytes(strikes, toBytes(answer, request.headers["accept"], decimals));
  entry.status = bytes.status;
  await sendBytes(response, bytes, entry.requestId, parts.closing);
}

function logEntry(parts: ServerParts, request: ApiRequest, tenant: Tenant | undefined): LoggedRequest {
  return {
    id: parts.log.nextId(),
    receivedAt: wireTime(parts.api.clock.now()),
    method: request.method,
    url: request.url,
    path: splitApiPath(request.path)?.apiPath ?? request.path,
    query: Object.fromEntries(request.query),
    headers: request.headers,
    ...(request.body === "" ? {} : { body: parsedBody(request.body) }),
    ...(tenant === undefined ? {} : { tenant: tenant.companyId }),
    requestId: parts.random.guid(),
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

function loggedEffect(effect: Effect): LoggedEffect {
  const before = effect.kind === "created" ? undefined : effect.before;
  const after = effect.kind === "deleted" ? undefined : effect.after;
  const line = after ?? before;
  return {
    kind: effect.kind,
    agreementId: line?.agreementId ?? 0,
    additionId: line?.id ?? 0,
    productId: line?.productId ?? 0,
    quantityBefore: before?.quantity ?? null,
    quantityAfter: after?.quantity ?? null,
    stored: true,
  };
}

/** The answer to what the simulator itself got wrong; tests should never see it. */
export function failedAnswer(error: unknown): Handled {
  return { answer: jsonAnswer(500, { code: "SimulatorFault", message: error instanceof Error ? error.message : String(error) }) };
}
