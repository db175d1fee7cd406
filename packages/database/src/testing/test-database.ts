import { randomBytes } from "node:crypto";
import { escapeIdentifier } from "pg";
import { inject } from "vitest";
import { createDatabase, type Database } from "../client.ts";
import { asAdmin, databaseUrl, dropDatabase } from "./admin.ts";
import { requireNothingLeftOpen } from "./leak-check.ts";
import "./provided.ts";

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** Closes `database` and removes it all; fails where a connection or transaction was left open by somebody. */
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
    client.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(inject("postgresTemplate"))}`),
  );
  const url = databaseUrl(adminUrl, name);
  const database = createDatabase({ url, applicationName: "test" });
  let dropping: Promise<void> | undefined;
  const drop = async () => {
    try {
      await requireNothingLeftOpen(adminUrl, name, database);
    } finally {
      await dropDatabase(adminUrl, name);
    }
  };
  return { url, database, drop: () => (dropping ??= drop()) };
}
