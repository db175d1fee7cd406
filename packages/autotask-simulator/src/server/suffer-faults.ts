import type { ServerResponse } from "node:http";
import type { Answer } from "../api/answer.ts";
import type { Strike } from "../faults/fault-book.ts";
import type { Fault } from "../faults/fault-rule.ts";
import type { Moment } from "../faults/fault.ts";
import { statusAnswer } from "../faults/spoil-answer.ts";
import { applyEdit } from "../store/data-edit.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { LoggedRequest } from "./logged-request.ts";
import { wait } from "./send.ts";
import type { ServerParts } from "./server-parts.ts";

/** Where faults strike. */
export interface FaultScene {
  readonly parts: ServerParts;
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

/** The moment a fault strikes at; undefined for those that spoil the answer itself. */
function momentOf(fault: Fault): Moment | undefined {
  if (fault.kind === "garble" || fault.kind === "false-success" || fault.kind === "change-answer") return undefined;
  return fault.at ?? "before";
}

async function sufferOne(scene: FaultScene, { fault, removed, ruleId }: Strike, moment: Moment): Promise<Suffered> {
  const { parts, entry, tenant } = scene;
  switch (fault.kind) {
    case "status":
      return { kind: "answered", answer: statusAnswer(fault, parts.api.clock.now()) };
    case "redirect":
      return { kind: "answered", answer: { status: 302, headers: { location: fault.to }, body: { kind: "none" } } };
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
  for (const each of fault.edits) applyEdit(edited.data, each);
}

/** Until the caller has gone, the rule is removed or the simulator closes. */
async function untilLeft({ parts, response }: FaultScene, removed: AbortSignal): Promise<void> {
  const over = AbortSignal.any([removed, parts.closing]);
  if (response.destroyed || over.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once("close", resolve);
  over.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}
