import assert from "node:assert/strict";
import { ProviderError } from "@integrations/core";
import { CONTRACT_TODAY } from "../contract-content.ts";
import { agreementOf, failureOf, lineOf, truthOf, type ContractRule, type ContractScene } from "../contract-rule.ts";
import type { ContractFault } from "../contract-subject.ts";

/** What "main" holds when its filter line has this quantity. */
function mainWith({ world }: ContractScene, quantity: number): string[] {
  return [`${world.idOf("filter")}: ${quantity}`, `${world.idOf("backup")}: 7`, `${world.idOf("signs")}: 4`].toSorted();
}

/** Sets the filter line of "main" while this happens to the write, and says how that ended. */
async function setUnder(scene: ContractScene, fault: ContractFault): Promise<ProviderError | undefined> {
  const open = scene.session();
  const line = await lineOf(scene, open, "main", "main-filter");
  await scene.world.fault(fault);
  try {
    assert.deepEqual(await open.setQuantity({ line, quantity: 12, asOf: CONTRACT_TODAY }), { lineId: line.id, quantity: 12 });
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

/** Adds a line to "second" while this happens to the write, and says how that ended. */
async function addUnder(scene: ContractScene, fault: ContractFault | undefined): Promise<ProviderError | undefined> {
  const open = scene.session();
  const agreement = await agreementOf(scene, open, "second");
  if (fault !== undefined) await scene.world.fault(fault);
  try {
    const written = await open.addLine({ agreement, productId: scene.world.idOf("filter"), quantity: 5, effectiveOn: CONTRACT_TODAY });
    assert.equal(written.quantity, 5);
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

const SETTING_RULES: readonly ContractRule[] = [
  {
    name: "a quantity is set exactly, told, and nothing beside it changes; set twice is set once",
    async check(scene) {
      const open = scene.session();
      const line = await lineOf(scene, open, "main", "main-filter");
      for (const quantity of [12, 12, 0, 1_000_000]) {
        assert.deepEqual(await open.setQuantity({ line, quantity, asOf: CONTRACT_TODAY }), { lineId: line.id, quantity });
        assert.deepEqual(await truthOf(scene.world, "main"), mainWith(scene, quantity));
      }
    },
  },
  ...(["reset_before", "server_fault", "rate_limited"] as const).map((kind): ContractRule => ({
    name: `setting a quantity survives "${kind}"`,
    async check(scene) {
      assert.equal(await setUnder(scene, { kind, on: "write", times: 1 }), undefined);
      assert.deepEqual(await truthOf(scene.world, "main"), mainWith(scene, 12));
    },
  })),
  ...(["reset_after", "silent_after"] as const).map((kind): ContractRule => ({
    name: `setting a quantity ends in exactly that quantity after "${kind}"`,
    async check(scene) {
      const error = await setUnder(scene, { kind, on: "write", times: 1 });
      if (error !== undefined) assert.equal(error.effect, "unknown");
      assert.deepEqual(await truthOf(scene.world, "main"), mainWith(scene, 12));
    },
  })),
  {
    name: "a write whose answers are all lost is told as one whose effect nobody knows, unless a look told it",
    async check(scene) {
      const error = await setUnder(scene, { kind: "reset_after", on: "write" });
      if (error === undefined) {
        assert.deepEqual(await truthOf(scene.world, "main"), mainWith(scene, 12));
        return;
      }
      assert.equal(error.effect, "unknown");
      assert.equal(error.retryable, true);
    },
  },
  {
    name: "a line that is gone cannot be set",
    async check(scene) {
      const open = scene.session();
      const line = await lineOf(scene, open, "main", "main-filter");
      await scene.world.person.deleteLine("main-filter");
      await failureOf(open.setQuantity({ line, quantity: 12, asOf: CONTRACT_TODAY }), "not_found", "conflict");
      assert.equal((await scene.world.linesOf("main")).length, 2);
    },
  },
  {
    name: "a line that was cancelled meanwhile is never told as set",
    async check(scene) {
      const open = scene.session();
      const line = await lineOf(scene, open, "main", "main-filter");
      await scene.world.person.cancelLine("main-filter", "2026-03-01");
      await failureOf(open.setQuantity({ line, quantity: 12, asOf: CONTRACT_TODAY }), "conflict", "rejected", "not_found");
    },
  },
  {
    name: "what is no whole quantity is refused before anything is sent",
    async check(scene) {
      const open = scene.session();
      const line = await lineOf(scene, open, "main", "main-filter");
      for (const quantity of [1.5, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        await failureOf(open.setQuantity({ line, quantity, asOf: CONTRACT_TODAY }), "rejected");
      }
      assert.ok((await scene.world.requests()).every((request) => !request.write));
      assert.deepEqual(await truthOf(scene.world, "main"), mainWith(scene, 3));
    },
  },
];

const ADDING_RULES: readonly ContractRule[] = [
  {
    name: "a line is added once, and every request is silent about money",
    async check(scene) {
      assert.equal(await addUnder(scene, undefined), undefined);
      assert.deepEqual(await truthOf(scene.world, "second"), [`${scene.world.idOf("filter")}: 5`]);
      for (const { write, text } of await scene.world.requests()) {
        assert.ok(!write || !/price|cost|margin|discount|amount/i.test(text), "A write speaks of money.");
      }
    },
  },
  ...(["reset_after", "silent_after", "garbled", "web_page"] as const).map((kind): ContractRule => ({
    name: `adding is never repeated after "${kind}", and told as one whose effect nobody knows`,
    async check(scene) {
      const error = await addUnder(scene, { kind, on: "write" });
      assert.equal(error?.effect, "unknown");
      assert.ok((await scene.world.linesOf("second")).length <= 1, "The line is there more than once.");
      assert.equal((await scene.world.requests()).filter((request) => request.write).length, 1);
    },
  })),
  {
    name: "adding under a broken connection that did nothing adds no line twice",
    async check(scene) {
      const error = await addUnder(scene, { kind: "reset_before", on: "write", times: 1 });
      const lines = await scene.world.linesOf("second");
      assert.equal(lines.length, error === undefined ? 1 : 0);
    },
  },
  {
    name: "adding waits where it is asked to slow down, and adds once",
    async check(scene) {
      assert.equal(await addUnder(scene, { kind: "rate_limited", on: "write", times: 2 }), undefined);
      assert.deepEqual(await truthOf(scene.world, "second"), [`${scene.world.idOf("filter")}: 5`]);
    },
  },
  {
    name: "nothing is added to an agreement that is gone",
    async check(scene) {
      const open = scene.session();
      const agreement = { ...(await agreementOf(scene, open, "second")), id: "999999" };
      const add = open.addLine({ agreement, productId: scene.world.idOf("filter"), quantity: 5, effectiveOn: CONTRACT_TODAY });
      const error = await failureOf(add, "not_found", "rejected", "permission_missing");
      assert.equal(error.effect, "none");
    },
  },
];

export const WRITING_RULES: readonly ContractRule[] = [...SETTING_RULES, ...ADDING_RULES];
