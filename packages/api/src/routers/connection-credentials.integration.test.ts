import { reasonOf } from "@integrations/core";
import { testWithDatabase as it } from "@integrations/database/testing";
import { createJoseVault } from "@integrations/services";
import { describe, expect } from "vitest";
import { createApiFixture, GOOD_CONFIG, PSA, pushAndEnable, type Caller } from "../testing/api-fixture.ts";
import { expectRefusal } from "../testing/refusal.ts";

describe("stored credentials", () => {
  it("need attention where they are another connection's, or sealed with a key that is not there any more, and nobody is asked", async ({
    testDatabase,
  }) => {
    const api = createApiFixture(testDatabase);
    await pushAndEnable(api);
    const [one, two] = [api.partner("p1"), api.partner("p2")];
    await two.connection.enable({ providerId: PSA, config: { ...GOOD_CONFIG, account: "other" } });
    const { pool, db } = testDatabase.database;
    await pool.query("update connections as c set secrets = o.secrets from connections as o where o.id <> c.id");
    const isUnreadable = async (partner: Caller): Promise<void> => {
      const asked = api.psa.calls.length;
      expect(await partner.connection.check({ providerId: PSA })).toMatchObject({
        ok: false,
        reason: "credentials_unreadable",
        detail: reasonOf("credentials_unreadable").sentence,
      });
      const view = { status: "attention", attentionReason: "credentials_unreadable", secretsSet: { token: false } };
      expect(await partner.connection.get({ providerId: PSA })).toMatchObject(view);
      await expectRefusal(
        partner.customers.companies({ providerId: PSA, search: "acme" }),
        "PRECONDITION_FAILED",
        "credentials_unreadable",
      );
      expect(api.psa.calls).toHaveLength(asked);
    };
    await isUnreadable(one);
    await isUnreadable(two);
    const binding = await db.selectFrom("connections").select("id").where("partner_id", "=", "p1").executeTakeFirstOrThrow();
    for (const key of [
      { id: "gone", bytes: new Uint8Array(32).fill(8) },
      { id: "test", bytes: new Uint8Array(32).fill(8) },
    ]) {
      const secrets = await createJoseVault([key]).seal({ token: "good-token" }, { connectionId: binding.id, providerId: PSA });
      await db.updateTable("connections").set({ secrets }).where("id", "=", binding.id).execute();
      await isUnreadable(one);
    }
  });
});
