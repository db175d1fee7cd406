import type { ServerResponse } from "node:http";
import type { Call, FaultOf, Kind, ServerParts } from "../server/vendor.ts";
import type { Answer } from "../wire/answer.ts";
import { wait } from "../wire/send.ts";
import type { Strike } from "./fault-book.ts";
import type { AnyFault, CallFault, SharedFault } from "./fault-rule.ts";
import type { Moment } from "./fault.ts";

/** Where faults strike. */
export interface FaultScene<K extends Kind> extends Call<K> {
  readonly parts: ServerParts<K>;
  readonly response: ServerResponse;
  readonly strikes: ReadonlyArray<Strike<FaultOf<K>>>;
}

/** What became of the exchange at this moment. */
export type Suffered = { readonly kind: "goes-on" } | { readonly kind: "answered"; readonly answer: Answer } | { readonly kind: "broken" };

const GOES_ON: Suffered = { kind: "goes-on" };
const BROKEN: Suffered = { kind: "broken" };

/** Lets all faults of this moment happen, in the order of their rules; the first that ends the exchange is the last. */
export async function suffer<K extends Kind>(scene: FaultScene<K>, moment: Moment): Promise<Suffered> {
  for (const strike of scene.strikes) {
    const { at = "before" }: AnyFault = strike.fault;
    if (at !== moment) continue;
    const suffered = await sufferOne(scene, strike, moment);
    if (suffered.kind !== "goes-on") return suffered;
  }
  return scene.parts.closing.aborted ? BROKEN : GOES_ON;
}

/** A fault that spoils the answer itself has no moment: it passes here without a trace. */
async function sufferOne<K extends Kind>(scene: FaultScene<K>, strike: Strike<FaultOf<K>>, moment: Moment): Promise<Suffered> {
  const { parts, request, entry, tenant } = scene;
  const { removed, ruleId } = strike;
  const fault = strike.fault as SharedFault<K["edit"]> | CallFault<K["request"], K["tenant"]>;
  switch (fault.kind) {
    case "delay":
      await wait(fault.ms, parts.closing);
      return GOES_ON;
    case "hang":
      await untilLeft(scene, removed);
      return BROKEN;
    case "reset":
      return BROKEN;
    case "go-down":
      (entry as { outcome: string }).outcome = "reset";
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
    default: {
      const answer = parts.vendor.faultAnswer(strike.fault, request);
      return answer === undefined ? GOES_ON : { kind: "answered", answer };
    }
  }
}

function edit<K extends Kind>({ parts, tenant }: FaultScene<K>, fault: Extract<SharedFault<K["edit"]>, { kind: "edit" }>): void {
  const edited = fault.tenant === undefined ? tenant : parts.tenants.get(fault.tenant);
  if (edited === undefined) throw new Error("An edit fault needs a tenant: the request names none.");
  for (const each of fault.edits) parts.vendor.edit(edited, each);
}

/** Until the caller has gone, the rule is removed or the simulator closes. */
async function untilLeft<K extends Kind>({ parts, response }: FaultScene<K>, removed: AbortSignal): Promise<void> {
  const over = AbortSignal.any([removed, parts.closing]);
  if (response.destroyed || over.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once("close", resolve);
  over.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}
