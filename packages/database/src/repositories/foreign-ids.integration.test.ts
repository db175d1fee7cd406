import { NO_COUNTS } from "@integrations/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Trx } from "../client.ts";
import { fillPartner, type FilledPartner } from "../testing/fill-partner.ts";
import { hashRows } from "../testing/hash-rows.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { deleteAssignment, findAssignment } from "./assignment.repository.ts";
import { listAuditRecords } from "./audit.repository.ts";
import { countHoldings, listLastRuns } from "./connection-summary.repository.ts";
import {
  deleteConnection,
  findConnection,
  findConnectionById,
  listConnectionsOfPartner,
  lockConnection,
  lockConnectionById,
  saveConnectionCredentials,
  saveConnectionMemory,
  saveConnectionPreferences,
  saveConnectionState,
} from "./connection.repository.ts";
import { countCustomers, listCustomers } from "./customer-list.repository.ts";
import { findCustomer, findUnknownCustomers, lockCustomer } from "./customer.repository.ts";
import { findKeptLine, findLineWant, saveLineDecision } from "./kept-line.repository.ts";
import { deleteMapping, listMappings } from "./mapping.repository.ts";
import { findPartner, listPartners } from "./partner.repository.ts";
import { findSnapshot, sumUnitsByService } from "./quantity.repository.ts";
import { countOutcomes, listChanges, listWritesOfRun, settlePlannedChangesOf } from "./run-change.repository.ts";
import { listAgreementNames, listProductNames } from "./run-names.repository.ts";
import {
  cancelWaitingRuns,
  findRun,
  findRunDoingSame,
  listRuns,
  listRunsById,
  lockRun,
  saveRunCounts,
  saveRunState,
} from "./run.repository.ts";
import { closeUnmapRequest, listOpenUnmapRequests, listUnmapRequestsToAnswer } from "./unmap-request.repository.ts";

const AT = new Date("2026-03-10T12:00:00Z");
const LINE = { agreementId: "100", productId: "10" };

type Call = (trx: Trx, theirs: FilledPartner) => Promise<unknown>;

/** What a use case might do with an id it should have looked at first. All of it finds something in the scope of its owner. */
const QUESTIONS: Readonly<Record<string, Call>> = {
  findAssignment: (trx, { connectionId, customerId }) => findAssignment(trx, connectionId, customerId),
  listAuditRecords: (trx, { partnerId }) => listAuditRecords(trx, { partnerId, limit: 10 }),
  listLastRuns: (trx, { partnerId }) => listLastRuns(trx, partnerId),
  findConnection: (trx, { partnerId }) => findConnection(trx, { partnerId, providerId: "psa" }),
  lockConnection: (trx, { partnerId }) => lockConnection(trx, { partnerId, providerId: "psa" }),
  findConnectionById: (trx, { connectionId }) => findConnectionById(trx, connectionId),
  lockConnectionById: (trx, { connectionId }) => lockConnectionById(trx, connectionId),
  listConnectionsOfPartner: (trx, { partnerId }) => listConnectionsOfPartner(trx, partnerId),
  listCustomers: (trx, { partnerId, connectionId }) => listCustomers(trx, { partnerId, connectionId, sort: "name", limit: 10 }),
  findCustomer: (trx, { partnerId, customerId }) => findCustomer(trx, { partnerId, customerId }),
  lockCustomer: (trx, { partnerId, customerId }) => lockCustomer(trx, { partnerId, customerId }),
  findKeptLine: (trx, { connectionId }) => findKeptLine(trx, connectionId, LINE),
  findLineWant: (trx, { connectionId }) => findLineWant(trx, connectionId, LINE),
  listMappings: (trx, { connectionId }) => listMappings(trx, connectionId),
  findPartner: (trx, { partnerId }) => findPartner(trx, partnerId),
  listPartners: async (trx, { partnerId }) => (await listPartners(trx, { limit: 10 })).filter((partner) => partner.id === partnerId),
  findSnapshot: (trx, { partnerId, customerId }) => findSnapshot(trx, { partnerId, customerId }),
  sumUnitsByService: (trx, { partnerId }) => sumUnitsByService(trx, partnerId),
  listChanges: (trx, { runId }) => listChanges(trx, { runId, after: 0, limit: 10 }),
  listWritesOfRun: (trx, { runId }) => listWritesOfRun(trx, runId),
  listAgreementNames: (trx, { connectionId }) => listAgreementNames(trx, connectionId, ["100"]),
  listProductNames: (trx, { connectionId }) => listProductNames(trx, connectionId),
  findRun: (trx, { partnerId, runId }) => findRun(trx, partnerId, runId),
  lockRun: (trx, { partnerId, runId }) => lockRun(trx, partnerId, runId),
  listRunsById: (trx, { runId }) => listRunsById(trx, [runId]),
  findRunDoingSame: (trx, { connectionId }) => findRunDoingSame(trx, { connectionId, preview: false, customerId: null }),
  listRuns: (trx, { partnerId }) => listRuns(trx, { partnerId, providerId: "psa", limit: 10 }),
  listOpenUnmapRequests: (trx, { connectionId }) => listOpenUnmapRequests(trx, connectionId),
  listUnmapRequestsToAnswer: (trx, { partnerId }) => listUnmapRequestsToAnswer(trx, { partnerId, limit: 10 }),
  countHoldings: async (trx, { connectionId }) =>
    Object.values(await countHoldings(trx, connectionId)).some((count) => count > 0) || undefined,
  countCustomers: async (trx, { partnerId, connectionId }) => (await countCustomers(trx, { partnerId, connectionId })).total || undefined,
  countOutcomes: async (trx, { runId }) => Object.values(await countOutcomes(trx, runId)).some((count) => count > 0) || undefined,
  findUnknownCustomers: async (trx, { partnerId, customerId }) =>
    (await findUnknownCustomers(trx, partnerId, [customerId])).length === 0 || undefined,
};

const CHANGES: Readonly<Record<string, Call>> = {
  deleteAssignment: (trx, { connectionId, customerId }) => deleteAssignment(trx, connectionId, customerId),
  saveConnectionCredentials: (trx, { connectionId }) =>
    saveConnectionCredentials(trx, connectionId, { settings: {}, sealedSecrets: "mine now", at: AT }),
  saveConnectionState: (trx, { connectionId }) => saveConnectionState(trx, connectionId, { status: "paused", at: AT }),
  saveConnectionPreferences: (trx, { connectionId }) => saveConnectionPreferences(trx, connectionId, { concurrency: 1 }, AT),
  saveConnectionMemory: (trx, { connectionId }) =>
    saveConnectionMemory(trx, { id: connectionId, credentialsVersion: 0 }, { codebase: "elsewhere" }),
  deleteConnection: (trx, { connectionId }) => deleteConnection(trx, connectionId),
  saveLineDecision: (trx, { connectionId }) => saveLineDecision(trx, connectionId, LINE, { decision: "leave", at: AT }),
  deleteMapping: (trx, { connectionId }) => deleteMapping(trx, connectionId, "shield"),
  settlePlannedChangesOf: (trx, { runId }) => {
    const reason = { set: "run_cancelled", add: "run_cancelled" } as const;
    return settlePlannedChangesOf(trx, runId, { outcome: "skipped", reason, detail: null, at: AT });
  },
  saveRunState: (trx, { runId }) => saveRunState(trx, runId, { status: "cancelled", finishedAt: AT }),
  saveRunCounts: (trx, { runId }) => saveRunCounts(trx, runId, { ...NO_COUNTS, set: 1 }),
  cancelWaitingRuns: (trx, { connectionId }) => cancelWaitingRuns(trx, connectionId, "connection_removed", AT),
  closeUnmapRequest: (trx, { connectionId }) =>
    closeUnmapRequest(trx, { connectionId, serviceCode: "shield", closedBy: "me", ticket: "T-1", closedAt: AT }),
};

describe("a query with another partner's ids", () => {
  let testDatabase: TestDatabase;
  let theirs: FilledPartner;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await fillPartner(testDatabase.database.db, "mine");
    theirs = await fillPartner(testDatabase.database.db, "theirs");
  });
  afterAll(() => testDatabase.drop());

  it.each(Object.entries(QUESTIONS))("%s finds nothing", async (_name, ask) => {
    expect(isNothing(await testDatabase.server.asPartner("theirs", (trx) => ask(trx, theirs)))).toBe(false);
    expect(await testDatabase.server.asPartner("mine", (trx) => ask(trx, theirs))).toSatisfy(isNothing);
  });

  it.each(Object.entries(CHANGES))("%s changes nothing", async (_name, change) => {
    const { database, server } = testDatabase;
    const before = await hashRows(database.db);
    await server.asPartner("mine", (trx) => change(trx, theirs));
    expect(await hashRows(database.db)).toEqual(before);
    // And is a change where it is allowed, taken back at once.
    const theirOwn = server.asPartner("theirs", async (trx) => {
      const inSight = await hashRows(trx);
      await change(trx, theirs);
      expect(await hashRows(trx)).not.toEqual(inSight);
      throw new TakenBack();
    });
    await expect(theirOwn).rejects.toThrow(TakenBack);
  });
});

class TakenBack extends Error {}

function isNothing(found: unknown): boolean {
  if (Array.isArray(found)) return found.length === 0;
  return found instanceof Map ? found.size === 0 : found === undefined || found === false;
}
