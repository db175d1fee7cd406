import assert from "node:assert/strict";
import { failureOf, readAll, truthOf, type ContractRule } from "../contract-rule.ts";

export const ACCESS_RULES: readonly ContractRule[] = [
  {
    name: "connecting sends nothing",
    async check({ session, world }) {
      session();
      assert.deepEqual(await world.requests(), []);
    },
  },
  {
    name: "good keys pass the check, which tells every declared permission once and writes nothing",
    async check({ provider, session, world }) {
      const before = await truthOf(world, "main");
      const report = await session().checkAccess();
      assert.equal(report.ok, true);
      assert.deepEqual(
        report.permissions.map((each) => each.id),
        provider.permissions.map((each) => each.id),
      );
      for (const { id, checkable } of provider.permissions) {
        const result = report.permissions.find((each) => each.id === id);
        assert.equal(result?.ok, checkable ? true : null, `Permission "${id}"`);
      }
      assert.ok((await world.requests()).every((request) => !request.write));
      assert.deepEqual(await truthOf(world, "main"), before);
    },
  },
  {
    name: "keys that are wrong are refused as such by every verb, and nothing more is sent after that",
    async check({ session, world }) {
      for (const [what, config] of Object.entries(world.refusedConfigs)) {
        const checking = session({ config });
        await failureOf(checking.checkAccess(), "credentials_refused");
        const sent = (await world.requests()).length;
        await failureOf(checking.readAgreements([world.idOf("main")]), "credentials_refused");
        await failureOf(readAll(checking, [world.idOf("main"), world.idOf("second")]), "credentials_refused");
        assert.equal((await world.requests()).length, sent, `More was sent after the refusal (${what}).`);
        const reading = session({ config });
        const error = await failureOf(reading.readAgreements([world.idOf("main")]), "credentials_refused");
        assert.equal(error.retryable, false);
      }
    },
  },
  {
    name: "each missing permission that can be checked is told, and passes for none that is there",
    async check({ provider, session, world }) {
      const denied = new Set<string>();
      for (const permission of provider.permissions.filter((each) => each.checkable)) {
        await world.deny(permission.id);
        denied.add(permission.id);
        const report = await session().checkAccess();
        for (const { id, checkable } of provider.permissions) {
          const expected = checkable ? !denied.has(id) : null;
          assert.equal(
            report.permissions.find((each) => each.id === id)?.ok,
            expected,
            `Permission "${id}" without ${[...denied].join(", ")}`,
          );
        }
        const lacksRequired = provider.permissions.some((each) => each.required && denied.has(each.id));
        assert.equal(report.ok, !lacksRequired);
      }
    },
  },
  {
    name: "a write without the right to it is told as a missing permission and changes nothing",
    async check({ provider, session, world }) {
      const before = await truthOf(world, "main");
      const open = session();
      const agreementId = world.idOf("main");
      const line = (await readAll(open, [agreementId])).get(agreementId)?.lines?.find((each) => each.id === world.idOf("main-filter"));
      assert.ok(line !== undefined);
      // All of them: which one is for writing is not declared, and it may or may not be checkable.
      for (const permission of provider.permissions.filter((each) => each.required)) await world.deny(permission.id);
      const error = await failureOf(open.setQuantity({ line, quantity: 9, asOf: "2026-03-10" }), "permission_missing");
      assert.equal(error.effect, "none");
      assert.deepEqual(await truthOf(world, "main"), before);
    },
  },
];
