import { isRunOver } from "@integrations/core";
import { assignCustomer, putQuantities, saveMappings } from "@integrations/services";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openProcessScene, type ProcessScene } from "../support/process-scene/process-scene.ts";
import { CONSOLE, PROVIDER_ID, type ScenePartner } from "../support/process-scene/scene-partner.ts";

const PATIENT = { timeout: 90_000, interval: 20 };
const ROUNDS = 15;

/** Runs by several workers while somebody keeps on saving: each run sees one moment, and what was saved at once counts at once. */
describe("a run during which somebody saves", () => {
  let scene: ProcessScene;
  beforeAll(async () => {
    scene = await openProcessScene();
    for (let worker = 0; worker < 2; worker += 1) scene.start("worker/src/main.ts");
  });
  afterAll(() => scene.close());

  it("sees mappings that were saved together either all or not at all", { timeout: 180_000 }, async () => {
    const partner = await scene.addPartner("swap");
    const { FILTER, SEND } = partner.productIds;
    const swap = async (isSwapped: boolean): Promise<void> => {
      const [first, second] = isSwapped ? [SEND, FILTER] : [FILTER, SEND];
      const assignments = [
        { service: "cloudfilter", productId: String(first) },
        { service: "safesend", productId: String(second) },
      ];
      await saveMappings(scene.platform.context, partner.scope, { providerId: PROVIDER_ID, assignments }, new AbortController().signal);
    };
    await finish(partner, await partner.startRun());
    const seen = new Set<string>();
    for (let round = 1; round <= ROUNDS; round += 1) {
      const [runId] = await Promise.all([partner.startRun(), swap(round % 2 === 1)]);
      await finish(partner, runId);
      seen.add(
        partner
          .standing()
          .filter((line) => line.startsWith("oak"))
          .join(", "),
      );
    }
    expect([...seen].filter((standing) => !["oak FILTER 12, oak SEND 7", "oak FILTER 7, oak SEND 12"].includes(standing))).toEqual([]);
    expect(seen.size).toBe(2);
  });

  it("sees a customer that moves at one agreement or at the other, and a count as a whole", { timeout: 180_000 }, async () => {
    const partner = await scene.addPartner("move");
    await partner.addCustomer("fox", "oak");
    const move = async (agreement: "oak" | "elm"): Promise<void> => {
      const input = { providerId: PROVIDER_ID, customerId: "fox", ...partner.place(agreement) };
      await assignCustomer(scene.platform.context, partner.scope, input, new AbortController().signal);
    };
    /** Counted together, these two are always 100. */
    const count = async (round: number): Promise<void> => {
      const quantities = [
        { service: "cloudfilter", quantity: 100 - round },
        { service: "safesend", quantity: round },
      ];
      await putQuantities(scene.platform.context, CONSOLE, {
        partnerId: partner.name,
        observedAt: new Date(),
        customers: [{ customerId: "fox", quantities }],
      });
    };
    await count(0);
    await finish(partner, await partner.startRun());
    const sums = new Set<number>();
    for (let round = 1; round <= ROUNDS; round += 1) {
      const [runId] = await Promise.all([partner.startRun(), move(round % 2 === 1 ? "elm" : "oak"), count(round)]);
      await finish(partner, runId);
      sums.add(partner.psa.allLines().reduce((sum, { quantity }) => sum + (quantity ?? 0), 0));
    }
    // 12 and 7 of oak, 5 of elm, and the hundred wherever it is.
    expect([...sums]).toEqual([124]);
  });

  async function finish(partner: ScenePartner, runId: string): Promise<void> {
    await vi.waitFor(async () => expect(isRunOver((await partner.run(runId)).status)).toBe(true), PATIENT);
    expect(await partner.run(runId)).toMatchObject({ status: "succeeded" });
  }
});
