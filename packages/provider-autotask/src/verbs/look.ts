import { ProviderError, type LocalDate } from "@integrations/core";
import { slicesOf, type Slice } from "../units/slices.ts";
import { standingOf, type PossibleChange } from "../units/standing.ts";
import { listAll } from "../wire/list.ts";
import { CONTRACT_SERVICE_UNITS, CONTRACT_SERVICES, type ContractRow, type LineRow, type UnitsRow } from "../wire/rows.ts";
import { termOf } from "./contracts.ts";
import type { LineScene } from "./line-scene.ts";

/** A line as it stands at this moment. */
export interface Seen {
  readonly units: number;
  readonly change: PossibleChange | null;
  readonly slices: readonly Slice[];
}

export interface LookedAt {
  readonly contract: ContractRow;
  readonly lineId: number;
  /** The service it must hold. */
  readonly serviceId: number;
  readonly asOf: LocalDate;
}

/**
 * Reads all rows of one line.
 * @throws ProviderError `not_found` where the line is gone; `conflict` where it has ended or holds something else by now
 */
export async function look({ api, policy }: LineScene, { contract, lineId, serviceId, asOf }: LookedAt): Promise<Seen> {
  const rows = await listAll(api, CONTRACT_SERVICE_UNITS, [{ op: "eq", field: "contractServiceID", value: lineId }]);
  requireSame(rows[0] ?? (await readLine({ api }, lineId)), contract.id, serviceId);
  const slices = slicesOf(rows);
  const standing = standingOf(slices, { term: termOf(contract), policy, asOf, known: "all" });
  if (standing.kind === "open") return { units: standing.units, change: standing.change, slices };
  throw changedMeanwhile("The service on this contract has ended meanwhile.");
}

/** A line without any row of units may be a new one without units, or gone. */
async function readLine({ api }: Pick<LineScene, "api">, lineId: number): Promise<LineRow> {
  const [line] = await listAll(api, CONTRACT_SERVICES, [{ op: "eq", field: "id", value: lineId }]);
  if (line === undefined) throw new ProviderError({ code: "not_found", message: "The service is no longer on the contract." });
  return line;
}

function requireSame(row: Pick<UnitsRow | LineRow, "contractID" | "serviceID">, contractId: number, serviceId: number): void {
  if (row.contractID !== contractId) throw changedMeanwhile("The service belongs to another contract by now.");
  if (row.serviceID !== serviceId) throw changedMeanwhile("The line of the contract holds another service by now.");
}

function changedMeanwhile(detail: string): ProviderError {
  return new ProviderError({ code: "conflict", message: detail, detail });
}
