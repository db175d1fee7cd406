import { NO_COUNTS } from "@integrations/core";
import { describe, expect } from "vitest";
import type { Db } from "../client.ts";
import { fillPartner } from "../testing/fill-partner.ts";
import { hashRows } from "../testing/hash-rows.ts";
import { testWithDatabase as it } from "../testing/test-with-database.ts";
import { forgetLines, keepLines } from "./kept-line.repository.ts";
import { deleteChangesBut, insertChanges, saveChangeResults, settlePlannedChanges, type RunChangeRecord } from "./run-change.repository.ts";
import { claimRun, endRun, handBackRun, renewLease, retryRunLater, type RunFence } from "./run-lease.repository.ts";
import { NO_PROGRESS } from "./run.repository.ts";

const AT = new Date("2026-03-10T12:00:00Z");
const LATER = new Date("2026-03-10T12:05:00Z");
const OURS = "11111111-1111-4111-8111-111111111111";
const THEIRS = "22222222-2222-4222-8222-222222222222";
const LINE = { agreementId: "100", productId: "10" };
const DONE = { position: 1, outcome: "set", lineId: "5", before: 1, reason: null, detail: null } as const;
const FOUND: RunChangeRecord = { ...DONE, ...LINE, position: 2, customerId: null, after: 3, outcome: "planned" };
const ENDING = { status: "succeeded", reason: null, detail: null, counts: NO_COUNTS, progress: NO_PROGRESS, at: AT } as const;

type Statement = (db: Db, fence: RunFence) => Promise<unknown>;

/** Everything a worker stores about a run, and what it is told where it has lost the run. */
const STATEMENTS: Readonly<Record<string, readonly [lost: unknown, statement: Statement]>> = {
  insertChanges: [false, (db, fence) => db.transaction().execute((trx) => insertChanges(trx, fence, [FOUND], AT))],
  saveChangeResults: [false, (db, fence) => saveChangeResults(db, fence, [DONE], AT)],
  deleteChangesBut: [undefined, (db, fence) => db.transaction().execute((trx) => deleteChangesBut(trx, fence, []))],
  settlePlannedChanges: [
    false,
    (db, fence) =>
      settlePlannedChanges(db, fence, { outcome: "skipped", reason: { set: "timeout", add: "timeout" }, detail: null, at: AT }),
  ],
  keepLines: [false, (db, fence) => keepLines(db, fence, [{ ...LINE, lineId: "6", writtenQuantity: 3 }], { at: AT, decidedBefore: AT })],
  forgetLines: [false, (db, fence) => forgetLines(db, fence, [LINE])],
  renewLease: [undefined, (db, fence) => renewLease(db, fence, { leaseExpiresAt: new Date(LATER.getTime() + 1), progress: NO_PROGRESS })],
  endRun: [undefined, (db, fence) => endRun(db, fence, { ...ENDING, supersedes: true })],
  handBackRun: [false, (db, fence) => handBackRun(db, fence, AT)],
  retryRunLater: [undefined, (db, fence) => retryRunLater(db, fence, { dueAt: LATER, reason: "timeout", detail: null, now: AT })],
};

describe("what a worker stores about a run", () => {
  it.for(Object.entries(STATEMENTS))(
    "is stored by whoever has its lease, and by nobody who had it before (%s)",
    async ([, [lost, statement]], { testDatabase: { database } }) => {
      const { db } = database;
      const { runId } = await fillPartner(db, "p1");
      const claimed = await claimRun(db, { runId }, { leaseToken: OURS, now: AT, leaseExpiresAt: LATER });
      expect(claimed.kind).toBe("claimed");
      // Lost: the next worker has taken it over, under a token of its own.
      await claimRun(db, { runId }, { leaseToken: THEIRS, now: LATER, leaseExpiresAt: new Date(LATER.getTime() + 60_000) });
      const before = await hashRows(db);
      expect(await statement(db, { runId, leaseToken: OURS })).toEqual(lost);
      expect(await hashRows(db)).toEqual(before);

      await statement(db, { runId, leaseToken: THEIRS });
      expect(await hashRows(db)).not.toEqual(before);

      // Over: not even the last one who had it.
      await endRun(db, { runId, leaseToken: THEIRS }, { ...ENDING, supersedes: false });
      const after = await hashRows(db);
      expect(await statement(db, { runId, leaseToken: THEIRS })).toEqual(lost);
      expect(await hashRows(db)).toEqual(after);
    },
  );
});
