import { ProviderError, type LocalDate, type SetQuantityRequest, type WrittenLine } from "@integrations/core";
import { addDays } from "../units/days.ts";
import type { PossibleChange } from "../units/standing.ts";
import { isDateTaken } from "../wire/classify.ts";
import { recordId } from "../wire/ids.ts";
import { wholeUnits } from "../wire/whole-units.ts";
import { adjust } from "./adjust.ts";
import { lookUntil, notConfirmed } from "./after-write.ts";
import { readContract } from "./contracts.ts";
import type { LineScene } from "./line-scene.ts";
import { look, type LookedAt, type Seen } from "./look.ts";

/** Adjustments sent for one change: each after a look that showed that the one before had done nothing. */
const MOST_SENT = 10;
/** Of these, ones that failed for a reason nobody knows. */
const MOST_UNEXPLAINED = 3;

/**
 * Brings a line to a number of units, though Autotask only takes deltas (V): reads where it stands at the effective date, posts the
 * difference, and reads it back, since the answer names nothing (C). After a lost answer nothing is sent again before a read has
 * shown that nothing was done; and if that were wrong, Autotask refuses a second adjustment of the line on that day (C).
 */
export async function setQuantity(scene: LineScene, request: SetQuantityRequest): Promise<WrittenLine> {
  const contractId = recordId(request.line.agreementId, "contract");
  const lineId = recordId(request.line.id, "contract service");
  const serviceId = recordId(request.line.productId, "service");
  const target = wholeUnits(request.quantity);
  return scene.turns.run(contractId, async () => {
    await scene.openWrites.untilVisible([contractId]);
    const contract = await readContract(scene.api, contractId);
    await bringTo(scene, { contract, lineId, serviceId, asOf: request.asOf }, target);
    return { lineId: request.line.id, quantity: target };
  });
}

async function bringTo(scene: LineScene, line: LookedAt, target: number): Promise<void> {
  let seen = await look(scene, line);
  let notBefore: LocalDate | undefined;
  /** Days an adjustment was sent for without anybody knowing what became of it. */
  const unexplained: LocalDate[] = [];
  for (let sent = 1; seen.units !== target; sent += 1) {
    const effectiveOn = dayFor(requirePossible(seen), notBefore);
    const result = await sendChange(scene, line, { seen, target, effectiveOn });
    if (result.kind === "done") return;
    if (result.kind === "taken") {
      // Ours, after all, and not to be seen for longer than reads ever lag: another day would be a second change.
      if (unexplained.includes(effectiveOn)) throw notConfirmed("The change seems to be made, and does not show.", { effectiveOn });
      if (sent >= MOST_SENT) throw noDayLeft();
      notBefore = addDays(effectiveOn, 1);
    } else {
      if (result.kind === "failed") unexplained.push(effectiveOn);
      if (sent >= MOST_SENT || unexplained.length >= MOST_UNEXPLAINED) throw result.error;
    }
    seen = result.seen;
  }
}

interface Change {
  readonly seen: Seen;
  readonly target: number;
  readonly effectiveOn: LocalDate;
}

type ChangeResult =
  | { readonly kind: "done" }
  /** The day has an adjustment of this line already. */
  | { readonly kind: "taken"; readonly seen: Seen }
  /** Certainly nothing was done, and asking again later helps. */
  | { readonly kind: "slowed"; readonly seen: Seen; readonly error: ProviderError }
  /** Nothing is to be seen of it. */
  | { readonly kind: "failed"; readonly seen: Seen; readonly error: ProviderError };

/** @throws ProviderError where it was refused, where something else came of it, or where nobody can tell */
async function sendChange(scene: LineScene, line: LookedAt, { seen, target, effectiveOn }: Change): Promise<ChangeResult> {
  const { api, context, openWrites } = scene;
  const contractId = line.contract.id;
  const write = { contractId, line: String(line.lineId), effectiveOn, target, sentAt: context.clock.now().toISOString() };
  await openWrites.begin(write);
  const error = await failureOf(() =>
    adjust(api, { contractId, of: { contractServiceID: line.lineId }, effectiveOn, unitChange: target - seen.units }),
  );
  if (error?.effect === "none" && !isDateTaken(error)) {
    await openWrites.settle(write);
    if (error.code !== "rate_limited") throw error;
    return { kind: "slowed", error, seen: await look(scene, line) };
  }

  const isTaken = error !== undefined && isDateTaken(error);
  const after = await lookUntil(
    context,
    () => look(scene, line),
    // Refused because of an adjustment that may be ours, sent before and not yet to be seen.
    (now) => now.units !== seen.units || (isTaken && now.slices.some((slice) => slice.startsOn === effectiveOn)),
  );
  if (after.units !== target && after.units !== seen.units) {
    await openWrites.settle(write);
    throw becameOther(line, target, after.units);
  }
  const facts = { lineId: line.lineId, effectiveOn, unitChange: target - seen.units };
  if (after.units !== target && error === undefined) throw notConfirmed("Autotask took the change, and it does not show.", facts);
  if (after.units !== target && isTaken && !after.slices.some((slice) => slice.startsOn === effectiveOn)) {
    throw notConfirmed("Autotask says that this day has a change already, and none is to be seen.", facts);
  }
  // A request that is only slow may still be carried out; all else is over by now.
  if (after.units !== target && error?.code === "timeout") throw error;
  await openWrites.settle(write);
  if (after.units === target) return { kind: "done" };
  if (isTaken || error === undefined) return { kind: "taken", seen: after };
  return { kind: "failed", seen: after, error };
}

async function failureOf(send: () => Promise<void>): Promise<ProviderError | undefined> {
  try {
    await send();
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

/** @throws ProviderError where no adjustment may be made */
function requirePossible({ change, units }: Seen): PossibleChange {
  if (change === null) throw noDayLeft();
  if (change.pending === null) return change;
  const detail = `A change to ${change.pending.units} units is dated ${change.pending.on} already, so nothing was changed. Now it is ${units}.`;
  throw new ProviderError({ code: "conflict", message: detail, detail });
}

/** @throws ProviderError where every day that may be has an adjustment already */
function dayFor({ from, until }: PossibleChange, notBefore: LocalDate | undefined): LocalDate {
  const day = notBefore !== undefined && notBefore > from ? notBefore : from;
  if (day > until) throw noDayLeft();
  return day;
}

function noDayLeft(): ProviderError {
  const detail =
    "There is no day left for this change: the contract has no further billing period, or each of the days in question has a change already.";
  return new ProviderError({ code: "rejected", message: detail, detail });
}

function becameOther({ lineId }: LookedAt, target: number, units: number): ProviderError {
  const detail = `The units became ${units} where ${target} were asked for: somebody else changed them meanwhile.`;
  return new ProviderError({ code: "conflict", effect: "unknown", message: detail, detail, context: { lineId } });
}
