import type { ServerResponse } from "node:http";
import type { Answer } from "../api/answer.ts";
import type { ApiRequest } from "../api/api-request.ts";
import type { Handled } from "../api/call-context.ts";
import type { Strike } from "../faults/fault-book.ts";
import type { Fault } from "../faults/fault-rule.ts";
import type { Moment } from "../faults/fault.ts";
import { changeAnswer, garble } from "../faults/spoil-answer.ts";
import { statusAnswer } from "../faults/status-answer.ts";
import { applyEdit } from "../store/data-edit.ts";
import { undoEffect } from "../store/effect.ts";
import type { AdditionRecord } from "../store/records.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { additionResource } from "../wire/addition-resource.ts";
import type { Bytes } from "./bytes.ts";
import type { LoggedRequest } from "./logged-request.ts";
import { wait } from "./send.ts";
import type { ServerParts } from "./server-parts.ts";

/** Where faults strike. */
export interface FaultScene {
  readonly parts: ServerParts;
  readonly request: ApiRequest;
  readonly entry: LoggedRequest;
  readonly tenant: Tenant | undefined;
  readonly response: ServerResponse;
}

/** What became of the exchange at this moment. */
export type Suffered = { readonly kind: "goes-on" } | { readonly kind: "answered"; readonly answer: Answer } | { readonly kind: "broken" };

const GOES_ON: Suffered = { kind: "goes-on" };
const BROKEN: Suffered = { kind: "broken" };

/** Lets all faults of this moment happen, in the order of their rules; the first that ends the exchange is the last. */
export async function suffer(scene: FaultScene, strikes: readonly Strike[], moment: Moment): Promise<Suffered> {
  for (const strike of strikes) {
    if (momentOf(strike.fault) !== moment) continue;
    const suffered = await sufferOne(scene, strike, moment);
    if (suffered.kind !== "goes-on") return suffered;
  }
  return scene.parts.closing.aborted ? BROKEN : GOES_ON;
}

/** Takes effects back and rewrites answers. Happens at once with the effect: nobody sees a state between. */
export function tellLies({ parts, request, entry, tenant }: FaultScene, strikes: readonly Strike[], handled: Handled): Answer {
  let { answer } = handled;
  for (const { fault } of strikes) {
    if (fault.kind === "change-answer") answer = changeAnswer(answer, fault);
    if (fault.kind !== "false-success" || handled.effect === undefined || tenant === undefined) continue;
    if (!fault.stored) undoEffect(tenant.store, handled.effect);
    if (!fault.stored && entry.effect !== undefined) entry.effect.stored = false;
    if (fault.echo === "old" && handled.effect.kind !== "deleted") {
      const { after } = handled.effect;
      // Of a line that is new, the old quantity is none.
      const quantity = handled.effect.kind === "updated" ? handled.effect.before.quantity : 0;
      const old: AdditionRecord = { ...after, quantity };
      const apiUrl = `http://${request.host}/${tenant.codebase}apis/3.0`;
      const wire = { store: tenant.store, behaviour: tenant.behaviour, apiUrl, now: parts.api.clock.now() };
      answer = { ...answer, body: { kind: "json", json: additionResource.toWire(old, wire) } };
    }
  }
  return answer;
}

export function spoilBytes(strikes: readonly Strike[], bytes: Bytes): Bytes {
  return strikes.reduce((spoilt, { fault }) => (fault.kind === "garble" ? garble(spoilt, fault.how) : spoilt), bytes);
}

/** The moment a fault strikes at; undefined for those that spoil the answer itself. */
function momentOf(fault: Fault): Moment | undefined {
  switch (fault.kind) {
    case "garble":
    case "false-success":
    case "change-answer":
      return undefined;
    default:
      return fault.at ?? "before";
  }
}

async function sufferOne(scene: FaultScene, { fault, removed, ruleId }: Strike, moment: Moment): Promise<Suffered> {
  const { parts, request, entry, tenant } = scene;
  switch (fault.kind) {
    case "status":
      return { kind: "answered", answer: statusAnswer(fault, parts.api.clock.now()) };
    case "redirect":
      return { kind: "answered", answer: redirect(fault, request) };
    case "delay":
      await wait(fault.ms, parts.closing);
      return GOES_ON;
    case "hang":
      await untilLeft(scene, removed);
      return BROKEN;
    case "reset":
      return BROKEN;
    case "go-down":
      entry.outcome = "reset";
      parts.goDown(fault.forMs);
      return BROKEN;
    case "edit":
      edit(scene, fault);
      return GOES_ON;
    case "hold":
      return (await parts.faults.holds.enter(ruleId, moment, entry, parts.closing)) === "drop" ? BROKEN : GOES_ON;
    case "call":
      await fault.run({ request: entry, tenant });
      return GOES_ON;
    default:
      return GOES_ON;
  }
}

function edit({ parts, tenant }: FaultScene, fault: Extract<Fault, { kind: "edit" }>): void {
  const edited = fault.tenant === undefined ? tenant : parts.api.tenants.get(fault.tenant);
  if (edited === undefined) throw new Error("An edit fault needs a tenant: the request names none.");
  for (const each of fault.edits) applyEdit(edited, each);
}

function redirect(fault: Extract<Fault, { kind: "redirect" }>, { host, url }: ApiRequest): Answer {
  const location = fault.to === "plain-http" ? `http://${host}${url}` : fault.to.url;
  return { status: fault.status ?? 302, headers: { location }, body: { kind: "none" } };
}

/** Until the caller has gone, the rule is removed or the simulator closes. */
function untilLeft({ parts, response }: FaultScene, removed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || removed.aborted || parts.closing.aborted) resolve();
    response.once("close", resolve);
    removed.addEventListener("abort", () => resolve(), { once: true });
    parts.closing.addEventListener("abort", () => resolve(), { once: true });
  });
}
