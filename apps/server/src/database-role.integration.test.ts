import { randomUUID } from "node:crypto";
import { describe, expect } from "vitest";
import { pushSample, testWithServer as it } from "./testing/server-fixture.ts";

describe("the server in the database", () => {
  it("does everything in the server's role, though its login may do anything", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const { pool } = server.testDatabase.database;
    const ready = async () => {
      const response = await fetch(`${server.url}/readyz`);
      return [response.status, await response.json()];
    };
    expect(await ready()).toEqual([200, { status: "ready" }]);
    // A superuser would not notice.
    await pool.query("revoke select on kysely_migration from integrations_server");
    expect(await ready()).toEqual([503, { status: "not ready", problem: "The database is not migrated: run pnpm migrate." }]);
    await pool.query("revoke select on services from integrations_server");
    await pool.query("alter policy server_own on partners using (false)");
    expect(await server.call("integrations.list")).toMatchObject({
      status: 403,
      error: { detail: "The console has not told us about your account yet." },
    });
    await pool.query("revoke select on customers from integrations_server");
    const refused = await server.call(
      "platform.putCustomers",
      { partnerId: "p1", customers: [{ id: "c1", name: "Again" }] },
      { token: server.platform },
    );
    expect(refused).toMatchObject({ status: 500, error: { reason: "internal_error" } });
    expect(server.log.join("")).toContain("permission denied for table customers");
  });

  it("tells the operator what to grant where its login may not take on the role", async ({ start }) => {
    const { testDatabase } = await start();
    const login = `integrations_test_login_${randomUUID().slice(0, 8)}`;
    await testDatabase.database.pool.query(`create role ${login} login password 'x'`);
    try {
      const url = new URL(testDatabase.url);
      url.username = login;
      url.password = "x";
      const server = await start({ env: { DATABASE_URL: url.href } });
      const response = await fetch(`${server.url}/readyz`);
      expect([response.status, await response.json()]).toEqual([
        503,
        {
          status: "not ready",
          problem:
            "The login of DATABASE_URL may not work as integrations_server. " +
            "An administrator of the database allows it with: grant integrations_server to <login>;",
        },
      ]);
      await server.close();
    } finally {
      await testDatabase.database.pool.query(`drop role ${login}`);
    }
  });
});
