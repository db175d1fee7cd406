import { jsonAnswer, Refusal } from "@integrations/simulator-kit";
import { z } from "zod";
import { dayOfText, type Day } from "../days.ts";
import { ContractUnits } from "../store/contract-units.ts";
import type { ContractRecord, Kind, LineRecord } from "../store/records.ts";
import type { KindTables } from "../store/tenant-store.ts";
import { accessOf, type EntityName } from "../tenant/api-user.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { findEntity } from "../wire/entities.ts";
import type { Caller } from "./authenticate.ts";
import type { Handled } from "./handled.ts";
import { notPermitted } from "./query-entity.ts";
import { refuse } from "./refusal.ts";

/** A write to the lines of contracts. */
export interface LineWrite {
  readonly kind: Kind;
  readonly caller: Caller;
  /** From the path through the parent. */
  readonly contractId: number | undefined;
  readonly body: string;
}

interface WriteScene extends LineWrite {
  readonly tenant: Tenant;
  readonly tables: KindTables;
  readonly units: ContractUnits;
  readonly words: Words;
}

interface Words {
  readonly adjustments: EntityName;
  readonly lines: EntityName;
  readonly adjustment: string;
  readonly itemField: "serviceID" | "serviceBundleID";
  readonly lineField: "contractServiceID" | "contractServiceBundleID";
  readonly repeatField: "allowRepeatService" | "allowRepeatServiceBundle";
}

const WORDS: Readonly<Record<Kind, Words>> = {
  service: {
    adjustments: "ContractServiceAdjustments",
    lines: "ContractServices",
    adjustment: "ContractServiceAdjustment",
    itemField: "serviceID",
    lineField: "contractServiceID",
    repeatField: "allowRepeatService",
  },
  bundle: {
    adjustments: "ContractServiceBundleAdjustments",
    lines: "ContractServiceBundles",
    adjustment: "ContractServiceBundleAdjustment",
    itemField: "serviceBundleID",
    lineField: "contractServiceBundleID",
    repeatField: "allowRepeatServiceBundle",
  },
};

const MAX_INT32 = 2_147_483_647;

/** Keys in any letter case (C); only whole numbers are taken for numbers. */
const bodySchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
type Body = z.output<typeof bodySchema>;

/**
 * `POST ContractServiceAdjustments`: adds to the units from a day on. Write-only; the answer to a success names nothing (V, C).
 * @throws Refusal
 */
export function createAdjustment(write: LineWrite): Handled {
  const scene = sceneOf(write);
  requireCreate(scene, scene.words.adjustments);
  const body = readBody(write.body);
  const effectiveDate = dayOfText(textOf(body, "effectiveDate") ?? "");
  if (effectiveDate === undefined) refuse("Missing Required Field: effectiveDate.");
  const unitChange = numberOf(body, "unitChange") ?? 0;
  if (!Number.isInteger(unitChange) || Math.abs(unitChange) > MAX_INT32) refuse("unitChange must be a valid Integer.");

  const lineId = numberOf(body, scene.words.lineField);
  const named = lineId === undefined ? undefined : scene.tables.lines.find(lineId);
  if (lineId !== undefined && named === undefined) refuse(`Value does not reference an existing entity for ${scene.words.lineField}.`);
  const contract = contractOf(scene, numberOf(body, "contractID") ?? named?.contractID);
  if (named !== undefined && named.contractID !== contract.id) refuse(`${scene.words.lineField} does not belong to the given contractID.`);
  if (effectiveDate < contract.startDate || effectiveDate > contract.endDate) {
    const range = "must be between the start date and end date of the Contract referenced by contractID.";
    refuse(`${scene.words.adjustment} effectiveDate ${range}`);
  }
  const line = named ?? lineOfItem(scene, contract, body);
  if (line !== undefined) checkAdjustment(scene, line, effectiveDate, unitChange);
  else if (unitChange < 0) refuse("The number of units cannot be negative.");

  const before = scene.tenant.store.views.take(contract.id);
  const adjusted = scene.units.adjust(line ?? newLine(scene, contract, body), effectiveDate, unitChange);
  if (scene.tenant.behaviour.priceAfterAdjustment === "list") resetPrice(scene, adjusted.line);
  return {
    answer: jsonAnswer(200, { itemId: null }),
    effect: {
      kind: scene.kind,
      contractID: contract.id,
      lineID: adjusted.line.id,
      itemID: adjusted.line.itemID,
      created: line === undefined,
      effectiveDate,
      unitChange,
      unitsBefore: adjusted.unitsBefore,
      unitsAfter: adjusted.unitsAfter,
      before,
    },
  };
}

/** `POST Contracts/{id}/Services`: a line without units. @throws Refusal */
export function createLine(write: LineWrite): Handled {
  const scene = sceneOf(write);
  requireCreate(scene, scene.words.lines);
  const body = readBody(write.body);
  const contract = contractOf(scene, numberOf(body, "contractID") ?? write.contractId);
  const existing = scene.tables.lines.ofParent(contract.id).some((line) => line.itemID === numberOf(body, scene.words.itemField));
  if (existing) refuse("The service already exists on this contract.");
  const before = scene.tenant.store.views.take(contract.id);
  const line = newLine(scene, contract, body);
  return {
    answer: jsonAnswer(200, { itemId: line.id }),
    effect: {
      kind: scene.kind,
      contractID: contract.id,
      lineID: line.id,
      itemID: line.itemID,
      created: true,
      effectiveDate: null,
      unitChange: 0,
      unitsBefore: 0,
      unitsAfter: 0,
      before,
    },
  };
}

function sceneOf(write: LineWrite): WriteScene {
  const { tenant } = write.caller;
  const { store } = tenant;
  return {
    ...write,
    tenant,
    tables: store.kinds[write.kind],
    units: new ContractUnits(store, write.kind, () => tenant.behaviour),
    words: WORDS[write.kind],
  };
}

function requireCreate({ caller }: WriteScene, name: EntityName): void {
  const entity = findEntity(name);
  if (entity !== undefined && accessOf(caller.user, name, "create") === "None") throw new Refusal(notPermitted(entity, caller));
}

function contractOf(scene: WriteScene, id: number | undefined): ContractRecord {
  const hidden = id !== undefined && scene.caller.user.hiddenContracts.includes(id);
  const contract = id === undefined || hidden ? undefined : scene.tenant.store.contracts.find(id);
  if (contract === undefined || (scene.contractId !== undefined && scene.contractId !== id)) {
    refuse("Value does not reference an existing entity for contractID.");
  }
  return contract;
}

/** An adjustment may name the contract and the service in place of the line (V). */
function lineOfItem({ tables, words }: WriteScene, contract: ContractRecord, body: Body): LineRecord | undefined {
  const itemId = numberOf(body, words.itemField);
  if (itemId === undefined) refuse(`Missing Required Field: ${words.itemField}.`);
  if (booleanOf(body, words.repeatField)) return undefined;
  return tables.lines.ofParent(contract.id).find((line) => line.itemID === itemId);
}

function checkAdjustment({ tables, units, tenant }: WriteScene, line: LineRecord, effectiveDate: Day, unitChange: number): void {
  const { onPeriodStart, postedPeriod, toZero } = tenant.behaviour;
  const rows = units.of(line);
  const isAdjusted = tables.adjustments.ofParent(line.id).some((adjustment) => adjustment.effectiveDate === effectiveDate);
  const startsRow = onPeriodStart === "refused" && rows.some((row) => row.startDate === effectiveDate);
  if (isAdjusted || startsRow) {
    refuse("Attempt to insert duplicate data into contract_service_period. Please contact support.");
  }
  const row = units.at(line, effectiveDate);
  if (rows.length > 0 && row === undefined) refuse("There is no billing period of this service for the given effectiveDate.");
  if (postedPeriod === "refused" && row?.approveAndPostDate != null) {
    refuse("The adjustment cannot be made in an already approved and posted contract period.");
  }
  const later = rows.filter((each) => each.startDate >= effectiveDate);
  const fewest = Math.min(...[row, ...later].map((each) => each?.units ?? 0)) + unitChange;
  if (fewest < 0) refuse("The number of units cannot be negative.");
  if (fewest === 0 && unitChange < 0 && toZero === "refused") refuse("The number of units must be greater than 0.");
}

function newLine({ tables, tenant, words }: WriteScene, contract: ContractRecord, body: Body): LineRecord {
  const item = tables.items.find(numberOf(body, words.itemField) ?? 0);
  if (item === undefined) refuse(`Value does not reference an existing entity for ${words.itemField}.`);
  if (!item.isActive) refuse(`${words.itemField} references an inactive record.`);
  const price = numberOf(body, "unitPrice") ?? numberOf(body, "adjustedPrice") ?? numberOf(body, "adjustedUnitPrice");
  if (price === undefined && tenant.behaviour.pricelessLine === "refused") refuse("Missing Required Field: unitPrice.");
  return tables.lines.insert({
    contractID: contract.id,
    itemID: item.id,
    invoiceDescription: item.name,
    internalDescription: item.name,
    unitPrice: price ?? item.unitPrice,
  });
}

function resetPrice({ tables }: WriteScene, line: LineRecord): void {
  tables.lines.put({ ...line, unitPrice: tables.items.get(line.itemID).unitPrice });
}

function readBody(text: string): Body {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) refuse("The request body is not valid.");
  return Object.fromEntries(Object.entries(parsed.data).map(([key, value]) => [key.toLowerCase(), value]));
}

function numberOf(body: Body, key: string): number | undefined {
  const value = body[key.toLowerCase()];
  if (value === undefined || value === null) return undefined;
  return typeof value === "number" ? value : refuse(`${key} must be a valid number.`);
}

function textOf(body: Body, key: string): string | undefined {
  const value = body[key.toLowerCase()];
  return typeof value === "string" ? value : undefined;
}

function booleanOf(body: Body, key: string): boolean {
  return body[key.toLowerCase()] === true;
}
