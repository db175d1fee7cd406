import { test } from "vitest";
import { createTestDatabase } from "./test-database.ts";

/**
 * `it` with a `testDatabase` of its own for each test, dropped after it; a leak fails the test.
 *
 * @example
 * import { testWithDatabase as it } from "@integrations/database/testing";
 * it("keeps the newer snapshot", async ({ testDatabase }) => { ... });
 */
export const testWithDatabase = test.extend("testDatabase", async ({ task: _task }, { onCleanup }) => {
  const testDatabase = await createTestDatabase();
  onCleanup(() => testDatabase.drop());
  return testDatabase;
});
