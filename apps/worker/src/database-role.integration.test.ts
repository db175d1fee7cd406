import { randomUUID } from "node:crypto";
import { describe, expect } from "vitest";
import { testWithScene as it } from "./testing/worker-scene.ts";

describe("a worker in the database", () => {
  it.for([
    ["main.ts", "revoke select on runs from integrations_worker", "The database does not let workers in yet. Run `pnpm migrate` first."],
    [
      "nightly.ts",
      "revoke usage on schema graphile_worker from integrations_worker",
      "The database does not let workers in yet. Run `pnpm migrate` first.",
    ],
    ["main.ts", "drop schema graphile_worker cascade", "The database has no tables yet. Run `pnpm migrate` first."],
  ] as const)(
    "does everything in the worker's role, though its login may do anything: %s after %s says what is missing",
    async ([script, statement, sentence], { scene, testDatabase }) => {
      // A superuser would not notice.
      await testDatabase.database.pool.query(statement);
      const { code, output } = await scene.start(script).ended;
      expect({ code, output }).toEqual({ code: 1, output: `${sentence}\n` });
      // And migrating mends what can be mended.
      expect(await scene.start("migrate.ts").ended).toMatchObject({ code: 0 });
    },
  );

  it("says what to grant where its login may not take on the role", async ({ scene, testDatabase }) => {
    const { pool } = testDatabase.database;
    const login = `integrations_test_login_${randomUUID().slice(0, 8)}`;
    await pool.query(`create role ${login} login password 'x'`);
    try {
      const url = new URL(testDatabase.url);
      url.username = login;
      url.password = "x";
      const refused = await scene.start("main.ts", { DATABASE_URL: url.href }).ended;
      expect(refused).toEqual({
        code: 1,
        output:
          "The login of DATABASE_URL may not work as integrations_worker. " +
          "An administrator of the database allows it with: grant integrations_worker to <login>;\n",
      });
    } finally {
      await pool.query(`drop role ${login}`);
    }
  });
});
