import { ProviderError, type AddLineRequest, type LocalDate, type WrittenLine } from "@integrations/core";
import { firstDayOf } from "../units/effective-date.ts";
import { sliceAt, slicesOf } from "../units/slices.ts";
import { isDateTaken } from "../wire/classify.ts";
import { recordId } from "../wire/ids.ts";
import { listAll } from "../wire/list.ts";
import { CONTRACT_SERVICE_UNITS, CONTRACT_SERVICES, SERVICES, type ContractRow, type LineRow } from "../wire/rows.ts";
import { wholeUnits } from "../wire/whole-units.ts";
import { adjust } from "./adjust.ts";
import { lookUntil, notConfirmed, withUnknownEffect } from "./after-write.ts";
import { readContract, termOf } from "./contracts.ts";
import type { LineScene } from "./line-scene.ts";
import { readByIds } from "./read-by-ids.ts";

/** How often Autotask may ask to slow down, which means that nothing was done (I). */
const MOST_SENT = 10;

/**
 * Puts a service onto a contract by one adjustment: where there is no contract service, Autotask makes it (V). Never sent again once
 * it may have taken effect; the caller reads before it asks again, and the journal makes that read wait until it tells.
 */
export async function addLine(scene: LineScene, request: AddLineRequest): Promise<WrittenLine> {
  const contractId = recordId(request.agreement.id, "contract");
  const serviceId = recordId(request.productId, "service");
  const units = wholeUnits(request.quantity);
  if (units === 0) throw refused("A service is put onto a contract with at least one unit.");
  return scene.turns.run(contractId, async () => {
    await scene.openWrites.untilVisible([contractId]);
    const contract = await readContract(scene.api, contractId);
    await requireAbsent(scene, contractId, serviceId);
    const effectiveOn = await dayOf(scene, contract, serviceId, request.effectiveOn);
    const write = { contractId, line: `service ${serviceId}`, effectiveOn, target: units, sentAt: scene.context.clock.now().toISOString() };
    await scene.openWrites.begin(write);
    const failure = await send(scene, contractId, serviceId, { effectiveOn, units });
    // Whoever reads the contract next waits: what is not to be seen yet may be there all the same.
    if (failure?.effect === "unknown") throw failure;
    if (failure !== undefined) {
      await scene.openWrites.settle(write);
      throw failure;
    }
    const line = await findLine(scene, contractId, serviceId);
    await confirm(scene, line, effectiveOn, units);
    await scene.openWrites.settle(write);
    return { lineId: String(line.id), quantity: units };
  });
}

async function send(
  scene: LineScene,
  contractId: number,
  serviceId: number,
  { effectiveOn, units }: { readonly effectiveOn: LocalDate; readonly units: number },
): Promise<ProviderError | undefined> {
  for (let sent = 1; ; sent += 1) {
    try {
      await adjust(scene.api, { contractId, of: { serviceID: serviceId }, effectiveOn, unitChange: units });
      return undefined;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // An adjustment of a line that is not to be seen: somebody's, or ours of before.
      if (isDateTaken(error)) return withUnknownEffect(error);
      if (error.code !== "rate_limited" || error.effect !== "none" || sent >= MOST_SENT) return error;
      await requireAbsent(scene, contractId, serviceId);
    }
  }
}

/** @throws ProviderError `conflict` where the service is there: an adjustment would add to its units */
async function requireAbsent(scene: LineScene, contractId: number, serviceId: number): Promise<void> {
  const [line] = await readLinesOf(scene, contractId, serviceId);
  if (line === undefined) return;
  const detail = "The service is on the contract already.";
  throw new ProviderError({ code: "conflict", message: detail, detail, context: { lineId: line.id } });
}

function readLinesOf({ api }: LineScene, contractId: number, serviceId: number): Promise<LineRow[]> {
  return listAll(api, CONTRACT_SERVICES, [
    { op: "eq", field: "contractID", value: contractId },
    { op: "eq", field: "serviceID", value: serviceId },
  ]);
}

async function dayOf({ api, policy }: LineScene, contract: ContractRow, serviceId: number, asOf: LocalDate): Promise<LocalDate> {
  const [service] = policy === "today" ? [] : await readByIds(api, SERVICES, [serviceId]);
  const date = firstDayOf(policy, termOf(contract), service?.periodType, asOf);
  if (date.kind === "date") return date.on;
  if (date.kind === "unknown")
    throw refused("The billing period of this service is not known, so no first day can be told. Add it by hand.");
  throw new ProviderError({
    code: "rejected",
    reason: "agreement_ended",
    message: "The contract has no further billing period for a new service.",
  });
}

async function findLine(scene: LineScene, contractId: number, serviceId: number): Promise<LineRow> {
  const found = await lookUntil(
    scene.context,
    () => readLinesOf(scene, contractId, serviceId),
    (lines) => lines.length > 0,
  );
  const [line, ...others] = found;
  if (line !== undefined && others.length === 0) return line;
  const what = line === undefined ? "it does not show" : "it is on the contract more than once by now";
  throw notConfirmed(`Autotask took the new service, and ${what}.`, { contractId, serviceId });
}

async function confirm(scene: LineScene, line: LineRow, day: LocalDate, units: number): Promise<void> {
  const read = async (): Promise<number | undefined> => {
    const rows = await listAll(scene.api, CONTRACT_SERVICE_UNITS, [{ op: "eq", field: "contractServiceID", value: line.id }]);
    return sliceAt(slicesOf(rows), day)?.units;
  };
  const seen = await lookUntil(scene.context, read, (now) => now !== undefined && now !== 0);
  if (seen === units) return;
  throw notConfirmed(`The new service has ${seen ?? "no"} units where ${units} were asked for.`, { lineId: line.id });
}

function refused(detail: string): ProviderError {
  return new ProviderError({ code: "rejected", reason: "invalid_input", message: detail, detail });
}
