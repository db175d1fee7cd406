import { NO_COUNTS } from "@integrations/core";
import type { ApiOutputs } from "../api/outputs.ts";
import type { Answers } from "./fake-server.ts";
import { SAMPLE_PROVIDER } from "./sample-provider.ts";

type Connection = ApiOutputs["connection"]["get"];

const LIMITS = { guardMinLines: 5, guardMinShare: 0.3, concurrency: 20, callsPerMinute: 900 };

/** A partner that has enabled the sample provider. */
export function enabledConnection(overrides: Partial<Connection> = {}): Connection {
  return {
    providerId: SAMPLE_PROVIDER.providerId,
    status: "active",
    attentionReason: null,
    settings: { tenant: "4711", ownHost: false },
    secretsSet: { token: true },
    enabledAt: "2026-11-03T10:00:00.000Z",
    updatedAt: "2026-11-03T10:00:00.000Z",
    mappingVersion: 1,
    preferences: { ...LIMITS, own: [], defaults: LIMITS },
    whatIsLost: { mappings: 1, assignments: 2, keptLines: 0, unmapRequests: 0, unfinishedRuns: 0 },
    nextNightAt: "2026-11-25T02:00:00.000Z",
    ...overrides,
  };
}

export const INACTIVE_CONNECTION = enabledConnection({
  status: "inactive",
  settings: {},
  secretsSet: { token: false },
  enabledAt: null,
  nextNightAt: null,
  whatIsLost: { mappings: 0, assignments: 0, keptLines: 0, unmapRequests: 0, unfinishedRuns: 0 },
});

type MappingRow = ApiOutputs["mapping"]["list"][number];

export function mappingRow(overrides: Partial<MappingRow> & Pick<MappingRow, "service" | "name">): MappingRow {
  return {
    deprecated: false,
    productId: null,
    productName: null,
    productIdentifier: null,
    mappedAt: null,
    zeroPolicy: overrides.productId == null ? null : "write",
    customers: 2,
    units: 30,
    canBeMapped: true,
    unmapRequestedAt: null,
    version: 1,
    ...overrides,
  };
}

const ALL_WELL = { failedNights: 0, failingSince: null };

/** What every page of a partner asks for. @param nights how the last ones went */
export function partnerAnswers(
  connection: () => Connection,
  nights: Pick<ApiOutputs["integrations"]["list"][number], "failedNights" | "failingSince"> = ALL_WELL,
): Answers {
  return {
    "session.me": () => ({
      subject: "nora",
      name: "Nora Lindqvist",
      role: "partner",
      partner: { id: "northwind", name: "Northwind", timeZone: "Europe/Berlin" },
    }),
    "integrations.describe": () => SAMPLE_PROVIDER,
    "integrations.list": () => [
      {
        providerId: SAMPLE_PROVIDER.providerId,
        name: SAMPLE_PROVIDER.name,
        logo: SAMPLE_PROVIDER.logo,
        status: connection().status,
        attentionReason: null,
        since: connection().enabledAt,
        lastRun:
          connection().status === "inactive"
            ? null
            : { id: "run-1", status: "succeeded", trigger: "nightly", reason: null, startedAt: null, finishedAt: null, counts: NO_COUNTS },
        nextNightAt: null,
        ...nights,
      },
    ],
    "connection.get": () => connection(),
  };
}
