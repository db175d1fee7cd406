import { moneyFieldsIn } from "@integrations/connectwise-simulator/testing";
import { getRun, listRunPage } from "@integrations/services";
import { breachesOfRequest } from "../support/run-world/never-rules.ts";
import { PROVIDER_ID, type ModelWorld } from "./model-world.ts";
import { isOngoing, isOver, todayOf } from "./oracle.ts";
import { putInOrder } from "./perform-act.ts";
import { wantsOf, zeroPolicyOf } from "./picture.ts";
import { beginNight, carryOn, releaseHeld } from "./play-run.ts";
import { DAY_MS, pairOf } from "./vocabulary.ts";

/** Every line that is to end or begin later, and every agreement, has done so by then. */
const ALL_DATES_PAST_MS = 6 * DAY_MS;

/** After whatever has happened: the partner puts the connection in order, two nights pass, and all is as it should be. */
export async function twoQuietNights(world: ModelWorld): Promise<void> {
  await putInOrder(world);
  await carryOn(world);
  world.clock.moveTo(new Date(world.clock.now().getTime() + ALL_DATES_PAST_MS));
  await quietNight(world);
  const { requests } = world.arena.simulator;
  const tenant = world.tenant.companyId;
  const after = requests.last()?.id ?? 0;
  await quietNight(world);
  const breaches = [
    ...requests.writes({ tenant, after }).map(({ method, path }) => `${method} ${path} was sent in the second quiet night.`),
    ...requests.list({ tenant }).flatMap((request) => [...breachesOfRequest(request), ...moneyFieldsIn(request)]),
    ...(await wrongPairs(world)),
  ];
  if (breaches.length > 0) throw new Error(`After two quiet nights:\n${breaches.join("\n")}`);
}

/** A night that is held is let go, as by a partner who has looked at it. */
async function quietNight(world: ModelWorld): Promise<void> {
  await beginNight(world, "all");
  await carryOn(world);
  if (await releaseHeld(world)) await carryOn(world);
}

/**
 * Every pair that may be written equals its want; what else there is is told by the last run. Needs no model of how lines are
 * chosen: it looks at what stands there.
 */
async function wrongPairs(world: ModelWorld): Promise<string[]> {
  const { psa, picture, clock, setup } = world;
  const today = todayOf(clock.now(), setup.timeZone);
  const { items } = await listRunPage(world.server.context, world.scope, { providerId: PROVIDER_ID, limit: 1 });
  const last = await getRun(world.server.context, world.scope, { runId: items[0]?.id ?? "" });
  const told = new Map(last.changes.map((change) => [pairOf(change.agreementId ?? "", change.productId ?? ""), change.reason]));
  const wrong: string[] = [];
  for (const agreementId of world.agreementIds) {
    const agreement = psa.agreement(agreementId);
    const assigned = [...picture.customers.values()].filter((customer) => customer.agreementId === agreementId);
    const isKnown = assigned.every((customer) => !customer.excluded && (customer.archived || customer.count !== null));
    if (agreement === undefined || assigned.length === 0 || !isKnown || isOver(agreement, clock.now(), today)) continue;
    for (const [productId, want] of wantsOf(picture, assigned)) {
      const product = psa.product(productId);
      const ongoing = psa.lines(agreementId).filter((line) => line.productId === productId && isOngoing(line, today));
      const isRight = want === 0 && ongoing.length === 0 ? true : ongoing.some((line) => (line.quantity ?? 0) === want);
      const reason = told.get(pairOf(agreementId, productId));
      const excuses = [
        ...(ongoing.length > 1 ? ["several_lines"] : []),
        ...(ongoing.length === 0 ? ["line_removed"] : []),
        ...(product === undefined || product.inactiveFlag ? ["product_not_found"] : []),
        ...(product?.productClass === "Bundle" ? ["product_not_allowed"] : []),
        ...(want === 0 ? ["zero_left", "zero_asks"] : []),
      ];
      const isLeft = (ongoing.length === 0 || (want === 0 && zeroPolicyOf(picture, productId) === "ask")) && last.counts.left > 0;
      if (isRight || isLeft || (reason != null && excuses.includes(reason))) continue;
      const stands = ongoing.map((line) => line.quantity).join(" and ");
      wrong.push(
        `${pairOf(agreementId, productId)} stands at ${stands || "nothing"}, ${want} is wanted, and ${reason ?? "nothing"} is told.`,
      );
    }
  }
  return wrong;
}
