import type { AdditionRecord } from "@integrations/connectwise-simulator";
import type { ReasonCode } from "@integrations/core";
import {
  assignCustomer,
  cancelRun,
  clearMapping,
  decideLine,
  excludeCustomer,
  includeCustomer,
  pauseConnection,
  putCustomersOfPlatform,
  Refusal,
  removeConnection,
  resumeConnection,
  saveMappings,
  setZeroPolicy,
  unassignCustomer,
  updateConnection,
} from "@integrations/services";
import { expect } from "vitest";
import type { Act, AgreementState, PersonAct, PlatformAct } from "./acts.ts";
import { at, CONSOLE, enable, pictured, PROVIDER_ID, pushCounts, type ModelWorld } from "./model-world.ts";
import { keptLinesOf, unfinishedRunsOf } from "./observe.ts";
import { isOver, todayOf } from "./oracle.ts";
import { zeroPolicyOf } from "./picture.ts";
import { CUSTOMERS, DAY_MS, HOUR_MS, pairOf, SERVICES } from "./vocabulary.ts";

/** Does it at the platform or at ConnectWise, and in the picture; what the platform refuses must be what it should refuse. */
export async function performAct(world: ModelWorld, act: Act): Promise<void> {
  if (isPersonAct(act)) performPersonAct(world, act);
  else await performPlatformAct(world, act);
}

function isPersonAct(act: Act): act is PersonAct {
  return act.do.endsWith("-line") || act.do === "agreement" || act.do === "product";
}

async function performPlatformAct(world: ModelWorld, act: PlatformAct): Promise<void> {
  const { scope, picture, clock } = world;
  const { context } = world.server;
  switch (act.do) {
    case "push": {
      const customers = act.customers.map((customer) => at(CUSTOMERS, customer));
      return await pushCounts(world, customers, act.counts, new Date(clock.now().getTime() - act.ageHours * HOUR_MS));
    }
    case "map":
      return await map(world, act.choices);
    case "clear-mapping": {
      const service = at(SERVICES, act.service);
      const support = { ...scope, actor: { subject: "sally", role: "support", ip: null } } as const;
      const isMapped = picture.mappings.has(service);
      await mustBe(isMapped ? null : "invalid_input", clearMapping(context, support, { providerId: PROVIDER_ID, service, ticket: "T-1" }));
      picture.mappings.delete(service);
      picture.zeroPolicies.delete(service);
      return;
    }
    case "assign":
      return await assign(world, act);
    case "unassign": {
      const customerId = at(CUSTOMERS, act.customer);
      await unassignCustomer(context, scope, { providerId: PROVIDER_ID, customerId });
      pictured(world, customerId).agreementId = null;
      return;
    }
    case "archive": {
      const id = at(CUSTOMERS, act.customer);
      await putCustomersOfPlatform(context, CONSOLE, {
        partnerId: world.partnerId,
        customers: [{ id, name: id, archived: act.archived }],
      });
      pictured(world, id).archived = act.archived;
      return;
    }
    case "zero-policy": {
      const service = at(SERVICES, act.service);
      const refusal = picture.mappings.has(service) ? null : "invalid_input";
      await mustBe(refusal, setZeroPolicy(context, scope, { providerId: PROVIDER_ID, service, zeroPolicy: act.policy }));
      if (refusal !== null || act.policy === "write") picture.zeroPolicies.delete(service);
      else picture.zeroPolicies.set(service, act.policy);
      return;
    }
    case "exclude": {
      const customerId = at(CUSTOMERS, act.customer);
      await excludeCustomer(context, scope, { providerId: PROVIDER_ID, customerId, note: "By hand" });
      pictured(world, customerId).excluded = true;
      return;
    }
    case "include": {
      const customerId = at(CUSTOMERS, act.customer);
      await includeCustomer(context, scope, { providerId: PROVIDER_ID, customerId });
      pictured(world, customerId).excluded = false;
      return;
    }
    case "decide":
      return await decide(world, act);
    case "pause":
      await pauseConnection(context, scope, PROVIDER_ID);
      picture.status = "paused";
      return;
    case "resume":
      return await putInOrder(world);
    case "remove":
      await removeConnection(context, scope, PROVIDER_ID);
      picture.mappings.clear();
      picture.zeroPolicies.clear();
      for (const customer of picture.customers.values()) Object.assign(customer, { agreementId: null, excluded: false });
      return await enable(world);
    case "cancel-run": {
      const [run] = await unfinishedRunsOf(world);
      if (run !== undefined) await cancelRun(context, scope, run.id);
    }
  }
}

/** Resumes it where it is paused, and enters the keys again where it needs attention. */
export async function putInOrder({ server: { context }, scope, picture }: ModelWorld): Promise<void> {
  if (picture.status === "attention") {
    await updateConnection(context, scope, { providerId: PROVIDER_ID, config: {} }, new AbortController().signal);
  } else {
    await resumeConnection(context, scope, PROVIDER_ID);
  }
  picture.status = "active";
}

async function map(world: ModelWorld, choices: ReadonlyArray<{ readonly service: number; readonly product: number }>): Promise<void> {
  const { picture, psa } = world;
  const wanted = choices.map(({ service, product }) => [at(SERVICES, service), at(world.productIds, product)] as const);
  const isNew = wanted.filter(([service, productId]) => picture.mappings.get(service) !== productId);
  const refusals = isNew.flatMap(([, productId]): ReasonCode[] => {
    const product = psa.product(productId);
    if (product === undefined || product.inactiveFlag) return ["product_not_found"];
    return product.productClass === "Bundle" ? ["product_not_allowed"] : [];
  });
  const assignments = wanted.map(([service, productId]) => ({ service, productId: String(productId) }));
  const saved = saveMappings(world.server.context, world.scope, { providerId: PROVIDER_ID, assignments }, new AbortController().signal);
  await mustBe(refusals[0] ?? null, saved);
  if (refusals.length === 0) for (const [service, productId] of wanted) picture.mappings.set(service, productId);
}

async function assign(world: ModelWorld, act: { readonly customer: number; readonly agreement: number }): Promise<void> {
  const { psa, clock, setup } = world;
  const customerId = at(CUSTOMERS, act.customer);
  const agreementId = at(world.agreementIds, act.agreement);
  const record = psa.agreement(agreementId);
  const now = clock.now();
  const state = record === undefined ? "agreement_not_found" : isOver(record, now, todayOf(now, setup.timeZone)) ? "agreement_ended" : null;
  const refusal = pictured(world, customerId).archived ? "invalid_input" : state;
  const ids = { companyId: String(world.companyOf.get(agreementId)), agreementId: String(agreementId) };
  const input = { providerId: PROVIDER_ID, customerId, ...ids };
  await mustBe(refusal, assignCustomer(world.server.context, world.scope, input, new AbortController().signal));
  if (refusal === null) pictured(world, customerId).agreementId = agreementId;
}

async function decide(world: ModelWorld, act: Extract<PlatformAct, { do: "decide" }>): Promise<void> {
  const kept = await keptLinesOf(world);
  if (kept.length === 0) return;
  const { agreementId, productId } = at(kept, act.kept);
  const { customers, mappings } = world.picture;
  const isAssigned = [...customers.values()].some((customer) => customer.agreementId === Number(agreementId));
  const isWanted = isAssigned && [...mappings.values()].includes(Number(productId));
  const mayBeZero = !isWanted || zeroPolicyOf(world.picture, Number(productId)) === "ask";
  const refusal = (act.decision === "set_zero" && !mayBeZero) || (act.decision === "add_again" && !isWanted) ? "invalid_input" : null;
  const input = { providerId: PROVIDER_ID, agreementId, productId, decision: act.decision };
  await mustBe(refusal, decideLine(world.server.context, world.scope, input));
}

async function mustBe(refusal: ReasonCode | null, work: Promise<unknown>): Promise<void> {
  const refused = await work.then(
    () => null,
    (error: unknown) => {
      if (error instanceof Refusal) return error.reason;
      throw error;
    },
  );
  expect(refused).toBe(refusal);
}

function performPersonAct(world: ModelWorld, act: PersonAct): void {
  const { psa, clock, touched, handled } = world;
  const dayFromNow = (days: number): string => `${new Date(clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10)}T00:00:00Z`;
  const onLine = (edit: (line: AdditionRecord) => unknown): void => {
    const lines = psa.allLines();
    if (!("line" in act) || lines.length === 0) return;
    const line = at(lines, act.line);
    touched.push(pairOf(line.agreementId, line.productId));
    edit(line);
  };
  switch (act.do) {
    case "edit-line":
      return onLine(({ id }) => psa.editLine(id, { quantity: act.quantity }));
    case "cancel-line":
      return onLine(({ id }) => {
        handled.add(id);
        psa.cancelLine(id, dayFromNow(act.days));
      });
    case "delete-line":
      return onLine(({ id }) => psa.deleteLine(id));
    case "double-line":
      return onLine(({ id }) => psa.doubleLine(id, { quantity: act.quantity }));
    case "move-line": {
      const productId = at(world.productIds, act.product);
      return onLine(({ id, agreementId }) => {
        touched.push(pairOf(agreementId, productId));
        handled.add(id);
        psa.editLine(id, { productId });
      });
    }
    case "add-line": {
      const place = { agreementId: at(world.agreementIds, act.agreement), productId: at(world.productIds, act.product) };
      if (psa.agreement(place.agreementId) === undefined || psa.product(place.productId) === undefined) return;
      touched.push(pairOf(place.agreementId, place.productId));
      psa.addLine({ ...place, quantity: act.quantity, effectiveDate: dayFromNow(act.effectiveInDays) });
      return;
    }
    case "agreement": {
      const agreementId = at(world.agreementIds, act.agreement);
      if (psa.agreement(agreementId) === undefined) return;
      if (act.becomes === "gone") psa.deleteAgreement(agreementId);
      else psa.editAgreement(agreementId, agreementFields(act.becomes, dayFromNow));
      world.shaken.push(...world.productIds.map((productId) => pairOf(agreementId, productId)));
      return;
    }
    case "product": {
      const productId = at(world.productIds, act.product);
      const productClass = act.becomes === "bundle" ? "Bundle" : "NonInventory";
      if (psa.product(productId) === undefined) return;
      if (act.becomes === "gone") psa.deleteProduct(productId);
      else psa.editProduct(productId, { inactiveFlag: act.becomes === "inactive", productClass });
      world.shaken.push(...world.agreementIds.map((agreementId) => pairOf(agreementId, productId)));
    }
  }
}

function agreementFields(becomes: Exclude<AgreementState, "gone">, dayFromNow: (days: number) => string) {
  const plain = { cancelledFlag: false, status: undefined, noEndingDateFlag: true, endDate: undefined };
  switch (becomes) {
    case "cancelled":
      return { ...plain, cancelledFlag: true };
    case "inactive":
      return { ...plain, status: "Inactive" } as const;
    case "ended":
      return { ...plain, noEndingDateFlag: false, endDate: dayFromNow(-3) };
    case "ends-soon":
      return { ...plain, noEndingDateFlag: false, endDate: dayFromNow(1) };
    case "bills-later":
      return { ...plain, billStartDate: dayFromNow(4) };
    case "active":
      return plain;
  }
}
