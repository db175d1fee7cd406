import { ProviderError, type AgreementLines, type Line, type LocalDate } from "@integrations/core";
import { mapConcurrently } from "@integrations/provider-kit";
import { addDays } from "../units/days.ts";
import type { Known } from "../units/effective-date.ts";
import { slicesOf } from "../units/slices.ts";
import { standingOf, type Standing } from "../units/standing.ts";
import { isRecordId, recordIds } from "../wire/ids.ts";
import { listAll } from "../wire/list.ts";
import { MAX_IDS, splitIds, type Filter } from "../wire/query.ts";
import { CONTRACT_SERVICE_UNITS, CONTRACT_SERVICES, type ContractRow, type LineRow, type UnitsRow } from "../wire/rows.ts";
import { contractGone, readContracts, termOf } from "./contracts.ts";
import type { LineScene } from "./line-scene.ts";

/** Chunks under way at once. The calls themselves are held to three by the limits. */
const CONCURRENT_CHUNKS = 2;

/** Trouble of the site as a whole shows as one chunk after another failing, each after all its tries. */
const SITE_IS_DOWN_AFTER = 2;

/** Days of rows that are read along with the day itself; enough for a month's period and the corrections behind its border. */
const WINDOW_DAYS = { today: 7, this_period: 62, next_period: 70 } as const;

/**
 * The lines of many contracts in a few calls: contracts, their services, and the rows of units around the day. Lines these rows say too
 * little about (ended, begun in the middle of a period, periods longer than a month) are read once more with all their rows.
 */
export async function* readLines(
  scene: LineScene,
  agreementIds: readonly string[],
  asOf: LocalDate,
): AsyncGenerator<AgreementLines, void, undefined> {
  for (const agreementId of new Set(agreementIds)) if (!isRecordId(agreementId)) yield { agreementId, error: contractGone() };
  const chunks = splitIds(recordIds(agreementIds), MAX_IDS);
  let failures = 0;
  for await (const results of mapConcurrently(chunks, CONCURRENT_CHUNKS, (ids) => readChunk(scene, ids, asOf))) {
    const trouble = results.find((result) => result.error !== undefined && isOfTheSite(result.error))?.error;
    failures = trouble === undefined ? 0 : failures + 1;
    if (trouble !== undefined && failures >= SITE_IS_DOWN_AFTER) throw trouble;
    yield* results;
  }
}

async function readChunk(scene: LineScene, ids: readonly number[], asOf: LocalDate): Promise<AgreementLines[]> {
  try {
    await scene.openWrites.untilVisible(ids);
    const contracts = new Map((await readContracts(scene.api, ids)).map((row) => [row.id, row]));
    const found = ids.filter((id) => contracts.has(id));
    const lines = found.length === 0 ? [] : await linesOf(scene, contracts, found, asOf);
    return ids.map((id) => {
      const agreementId = String(id);
      if (!contracts.has(id)) return { agreementId, error: contractGone() };
      return { agreementId, lines: lines.filter((line) => line.agreementId === agreementId) };
    });
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code === "credentials_refused") throw error;
    // What is refused may be about one of them only: the halves tell.
    if (error.code === "rejected" && ids.length > 1) {
      const middle = Math.ceil(ids.length / 2);
      return [...(await readChunk(scene, ids.slice(0, middle), asOf)), ...(await readChunk(scene, ids.slice(middle), asOf))];
    }
    return ids.map((id) => ({ agreementId: String(id), error }));
  }
}

function isOfTheSite({ code }: ProviderError): boolean {
  return code === "unavailable" || code === "timeout" || code === "rate_limited";
}

async function linesOf(
  scene: LineScene,
  contracts: ReadonlyMap<number, ContractRow>,
  ids: readonly number[],
  asOf: LocalDate,
): Promise<Line[]> {
  const { api, policy } = scene;
  const ofContracts: Filter = { op: "in", field: "contractID", value: ids };
  const lines = await listAll(api, CONTRACT_SERVICES, [ofContracts]);
  if (lines.length === 0) return [];
  const known: Known = { from: asOf, until: addDays(asOf, WINDOW_DAYS[policy]) };
  const around = byLine(
    await listAll(api, CONTRACT_SERVICE_UNITS, [
      ofContracts,
      // A day alone is its midnight (C), so the last one is named to its end.
      { op: "lte", field: "startDate", value: `${known.until}T23:59:59` },
      { op: "gte", field: "endDate", value: `${known.from}T00:00:00` },
    ]),
  );
  const standings = new Map<number, Standing>();
  const stand = (line: LineRow, rows: readonly UnitsRow[], which: Known): void => {
    const contract = contracts.get(line.contractID);
    if (contract === undefined) return;
    standings.set(line.id, standingOf(slicesOf(rows), { term: termOf(contract), policy, asOf, known: which }));
  };
  for (const line of lines) stand(line, around.get(line.id) ?? [], known);
  const unclear = lines.filter((line) => standings.get(line.id)?.kind === "unknown");
  for (const chunk of splitIds(unclear.map((line) => line.id))) {
    const all = byLine(await listAll(api, CONTRACT_SERVICE_UNITS, [{ op: "in", field: "contractServiceID", value: chunk }]));
    for (const line of unclear) if (chunk.includes(line.id)) stand(line, all.get(line.id) ?? [], "all");
  }
  return lines.flatMap((line) => {
    const standing = standings.get(line.id);
    return standing === undefined || standing.kind === "unknown" ? [] : [toLine(line, standing)];
  });
}

function byLine(rows: readonly UnitsRow[]): Map<number, UnitsRow[]> {
  return Map.groupBy(rows, (row) => row.contractServiceID);
}

function toLine(row: LineRow, standing: Exclude<Standing, { kind: "unknown" }>): Line {
  return {
    id: String(row.id),
    agreementId: String(row.contractID),
    productId: String(row.serviceID),
    quantity: standing.units,
    effectiveOn: standing.kind === "open" ? standing.startsOn : null,
    cancelledOn: standing.kind === "ended" ? standing.cancelledOn : null,
  };
}
