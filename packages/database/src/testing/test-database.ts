import { randomBytes } from "node:crypto";
import { escapeIdentifier } from "pg";
import { inject } from "vitest";
import { createDatabase, type Database } from "../client.ts";
import type { DatabaseRole } from "../roles/database-role.ts";
import { asAdmin, databaseUrl, dropDatabase } from "./admin.ts";
import { requireNothingLeftOpen } from "./leak-check.ts";
import "./provided.ts";

export interface TestDatabase {
  readonly url: string;
  /** The owner's, which sees everything: to arrange rows and to look at them. */
  readonly database: Database;
  /** As the server has it: for code under test that runs there. */
  readonly server: Database;
  /** As the worker has it. */
  readonly worker: Database;
  /**
   * For a test that is server and worker in one process: the scopes go through the server's connections, all else through the
   * worker's.
   */
  readonly serverAndWorker: Database;
  /** Closes all of them and removes the database; fails where a connection or transaction was left open by somebody. */
  drop(): Promise<void>;
}

/**
 * A database of its own for one test: a copy of the migrated template, schema of the job queue included. Whoever calls this
 * must call `drop`; the fixture of `testWithDatabase` does it by itself.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject("postgresUrl");
  const name = `integrations_test_${randomBytes(6).toString("hex")}`;
  await asAdmin(adminUrl, (client) =>
    client.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(inject("postgresTemplate"))} strategy file_copy`),
  );
  const url = databaseUrl(adminUrl, name);
  const [database, server, worker] = [open(url, "owner"), open(url, "server"), open(url, "worker")] as const;
  let dropping: Promise<void> | undefined;
  const drop = async () => {
    try {
      await requireNothingLeftOpen(adminUrl, name, [database, server, worker]);
    } finally {
      await dropDatabase(adminUrl, name);
    }
  };
  return { url, database, server, worker, serverAndWorker: together(server, worker), drop: () => (dropping ??= drop()) };
}

function open(url: string, role: DatabaseRole): Database {
  return createDatabase({ url, role, applicationName: role === "owner" ? "test" : `test-${role}` });
}

function together(server: Database, worker: Database): Database {
  const { asPartner, asPlatform, asSupport } = server;
  const { db, pool, transaction } = worker;
  const close = async () => {
    await server.close();
    await worker.close();
  };
  return { asPartner, asPlatform, asSupport, db, pool, transaction, close };
}
