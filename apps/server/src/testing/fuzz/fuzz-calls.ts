import { appRouter } from "@integrations/api";
import { DEFAULT_KEYS } from "@integrations/connectwise-simulator";
import { PROVIDERS } from "@integrations/providers";
import { CUSTOMER_SORTS } from "@integrations/services";
import fc from "fast-check";
import type { z } from "zod";
import { PROVIDER_ID, type MarkedPartner } from "./fuzz-world.ts";
import { HOSTILE_TEXTS, hostileValue, toJson } from "./hostile-values.ts";
import { inputArbitrary, type KnownValues } from "./input-arbitrary.ts";

export const ROLES = [
  "own",
  "other",
  "support",
  "platform",
  "partner without id",
  "unknown partner",
  "misfit",
  "garbage",
  "anonymous",
] as const;

export type FuzzRole = (typeof ROLES)[number];

export interface FuzzCall {
  readonly procedure: string;
  readonly role: FuzzRole;
  readonly method: "GET" | "POST";
  readonly batched: boolean;
  /** JSON, or what only looks like it; undefined for none. */
  readonly body: string | undefined;
  /** The partner the input names, where it names one. */
  readonly named: unknown;
}

export interface Cast {
  readonly own: MarkedPartner;
  readonly other: MarkedPartner;
  /** Nobody who might act on it does. */
  readonly canary: MarkedPartner;
  readonly site: string;
}

export const PROCEDURES: readonly string[] = Object.keys(appRouter._def.procedures).toSorted();

/** Longer addresses are refused by Node itself. */
const MAX_ADDRESS_LENGTH = 6000;

/** What the n-th call of a seed is: the same for the same pair, whatever was called before. */
export function createFuzzCalls(cast: Cast): (seed: number, index: number) => FuzzCall {
  const known = knownValues(cast);
  const inputs = new Map(PROCEDURES.map((procedure) => [procedure, inputArbitrary(definitionOf(procedure).inputs, known)]));
  const byGet = fc.nat(99);
  const batched = fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true));
  return (seed, index) => {
    const procedure = PROCEDURES[index % PROCEDURES.length] ?? "";
    const input = inputs.get(procedure) ?? hostileValue;
    const shape = fc.record({ role: roleArbitrary(procedure), input, byGet, batched, broken: fc.nat(49) });
    const drawn = fc.sample(shape, { seed: Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b), numRuns: 1 })[0];
    if (drawn === undefined) throw new Error("Nothing was drawn.");
    const { role } = drawn;
    // They may act on any partner, so they are kept from the one that nobody is to act on.
    const kept = role === "support" || role === "platform" ? swap(drawn.input, cast.canary.id, cast.other.id) : drawn.input;
    const named = typeof kept === "object" && kept !== null && "partnerId" in kept ? kept.partnerId : undefined;
    // With the account of another partner, its provider rightly answers with that one's records.
    const actsAsOther = role === "other" || (role === "support" && named === cast.other.id);
    const tamed = actsAsOther ? swap(kept, cast.own.mark, cast.other.mark) : kept;
    const json = toJson(drawn.batched ? { 0: tamed } : tamed);
    const body = drawn.broken === 0 ? json?.slice(0, -1) : json;
    const fitsAddress = body === undefined || encodeURIComponent(body.toWellFormed()).length < MAX_ADDRESS_LENGTH;
    return {
      procedure,
      role,
      method: fitsAddress && drawn.byGet < (isQuestion(procedure) ? 30 : 5) ? "GET" : "POST",
      batched: drawn.batched,
      body,
      named,
    };
  };
}

interface Definition {
  readonly type: string;
  readonly inputs: readonly z.core.$ZodType[];
}

function definitionOf(procedure: string): Definition {
  const found = (appRouter._def.procedures as unknown as Record<string, { readonly _def: Definition }>)[procedure];
  if (found === undefined) throw new Error(`There is no procedure ${procedure}.`);
  return found._def;
}

function isQuestion(procedure: string): boolean {
  return definitionOf(procedure).type === "query";
}

/** Mostly the role the procedure is for. */
function roleArbitrary(procedure: string): fc.Arbitrary<FuzzRole> {
  const likely: FuzzRole = procedure.startsWith("platform.") ? "platform" : procedure.startsWith("support.") ? "support" : "own";
  return fc.oneof({ weight: 2, arbitrary: fc.constant(likely) }, { weight: 1, arbitrary: fc.constantFrom(...ROLES) });
}

function knownValues({ own, other, canary, site }: Cast): KnownValues {
  const all = [own, other, canary];
  const pick = (value: (partner: MarkedPartner) => string): string[] => [...mostly(value(own)), ...all.map(value), "unknown", "4711"];
  const customerIds = [...own.customerIds.flatMap(mostly), ...other.customerIds, ...canary.customerIds, "nobody"];
  const cursors = cursorTexts(all.flatMap((each) => [each.heldRunId, each.id, ...each.customerIds]));
  return {
    byName: new Map<string, readonly unknown[]>([
      ["partnerId", [...mostly(own.id), other.id, canary.id, "nobody"]],
      ["providerId", [...mostly(PROVIDER_ID), ...PROVIDERS.map(({ id }) => id), "no-such"]],
      ["id", [own.id, other.id, canary.id, ...customerIds]],
      ["customerId", customerIds],
      ["companyId", pick((each) => each.companyId)],
      ["agreementId", pick((each) => each.agreementId)],
      ["productId", pick((each) => each.productId)],
      ["runId", [...all.flatMap((each) => [each.heldRunId, each.queuedRunId]), ...mostly(own.heldRunId), own.queuedRunId]],
      ["service", [...mostly("cloudfilter"), "shield", "exchange-basic", "bracket-bundle", "no-such"]],
      ["search", ["mark", "company", "product", "a%b", "own"]],
      ["cursor", cursors],
      ["changesCursor", cursors],
      ["timeZone", ["UTC", "Pacific/Auckland", "Nowhere/City", "+25:00"]],
      ["observedAt", [new Date().toISOString(), "2026-01-01T00:00:00Z", "2020-01-01T00:00:00+14:00"]],
      ["ticket", ["T-1"]],
      // Slower settings make later calls wait for a place, which is what was asked for and no fault.
      ["concurrency", [100]],
      ["callsPerMinute", [100_000]],
    ]),
    recordOf: () =>
      fc.oneof(
        { weight: 3, arbitrary: configArbitrary(own.mark, site) },
        fc.dictionary(fc.constantFrom(...HOSTILE_TEXTS.slice(5, 14)), hostileValue),
      ),
  };
}

function mostly(value: string): string[] {
  return Array.from({ length: 8 }, () => value);
}

/** A config after the providers' own fields. Hosts are loopback or none at all: a fuzz asks nobody outside. */
function configArbitrary(companyId: string, site: string): fc.Arbitrary<Record<string, unknown>> {
  const right: Record<string, unknown> = { companyId, ...DEFAULT_KEYS, useCustomSite: false, site };
  const hosts = [
    site,
    "127.0.0.1:1",
    "169.254.169.254",
    "[::1]",
    "[::ffff:127.0.0.1]:443",
    "localhost",
    "0x7f.1",
    "host.invalid",
    "//x",
    "a b",
  ];
  const fields = PROVIDERS.flatMap((provider) => provider.fields).map(({ key, kind }): [string, fc.Arbitrary<unknown>] => {
    const wrong = kind === "hostname" ? fc.constantFrom<unknown>(...hosts, 7, null, "") : hostileValue;
    return [key, fc.oneof({ weight: 9, arbitrary: fc.constant(right[key] ?? "x") }, { weight: 1, arbitrary: wrong })];
  });
  const shape = Object.fromEntries(fields.filter(([key]) => key in right));
  return fc.oneof(
    { weight: 3, arbitrary: fc.record(shape) },
    { weight: 2, arbitrary: fc.record(shape, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.record(Object.fromEntries(fields), { requiredKeys: [] }) },
  );
}

/** Cursors as the lists make them, and as somebody does who took one apart. */
function cursorTexts(ids: readonly string[]): string[] {
  const times = ["2026-01-01T00:00:00.000Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"];
  const positions: unknown[] = [
    0,
    1,
    2 ** 31,
    2 ** 53 - 1,
    "1",
    "999999999999999999",
    [],
    {},
    null,
    ...times.flatMap((time) => ids.slice(0, 3).map((id) => [time, id])),
    ...ids.flatMap((id) => [
      ["name", id, id],
      ["", id],
      [id, id],
    ]),
    ...CUSTOMER_SORTS.flatMap((sort) => ["", "a\u0000b", "\ud800", "x".repeat(900), "NaN"].map((text) => [sort, text, text])),
    ["\u0000", "\u0000"],
  ];
  return [...positions.map((position) => Buffer.from(JSON.stringify(position)).toString("base64url")), "!!!", "e30="];
}

function swap(value: unknown, from: string, to: string): unknown {
  if (value === from) return to;
  if (Array.isArray(value)) return value.map((each) => swap(each, from, to));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, swap(each, from, to)]));
}
