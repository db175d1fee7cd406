import type { ConnectionConfig } from "@integrations/core";
import { describe, expect, it } from "vitest";
import { withoutForwardOnly } from "./testing/proxy.ts";
import { GOOD_CONFIG, openScene, TODAY, type TestScene } from "./testing/test-scene.ts";

/** A scene behind a site that ignores forward-only paging, and orders lists as it likes. */
async function oldSite(defaultOrder: "id" | "scrambled"): Promise<{ scene: TestScene; config: ConnectionConfig; companyId: number }> {
  const behind = await openScene({ tenant: { behaviour: { defaultOrder }, isCloud: false } });
  const site = await withoutForwardOnly(behind.simulator.site);
  const front = await openScene({ alsoAllowed: [site] });
  const companyId = behind.simulator.data.addCompany({ name: "Acme" }).id;
  return { scene: { ...front, simulator: behind.simulator }, config: { ...GOOD_CONFIG, useCustomSite: true, site }, companyId };
}

describe("a site that does not page forward-only", () => {
  it.each(["id", "scrambled"] as const)(
    "still brings 2,345 records once each, while others are inserted (its own order: %s)",
    async (order) => {
      const { scene, config, companyId } = await oldSite(order);
      const { data, faults, requests } = scene.simulator;
      const ids = Array.from({ length: 2_345 }, () => String(data.addAgreement({ companyId, name: "A" }).id));
      const late = { kind: "call", at: "after", run: () => void data.addAgreement({ companyId, name: "Late" }) } as const;
      faults.inject({ match: { path: "/finance/agreements" }, fault: late });
      const found = (await scene.session({ config }).listAgreements(String(companyId))).map(({ id }) => id);
      expect(new Set(found).size).toBe(found.length);
      expect(ids.filter((id) => !found.includes(id))).toEqual([]);
      const numbered = requests.list({ path: "/finance/agreements" }).filter((request) => request.query["page"] !== undefined);
      expect(numbered.every((request) => request.query["orderBy"] === "id asc")).toBe(true);
    },
  );

  it.each(["id", "scrambled"] as const)("still lets one walk through its products (its own order: %s)", async (order) => {
    const { scene, config } = await oldSite(order);
    const ids = Array.from({ length: 25 }, (_, index) => String(scene.simulator.data.addProduct({ identifier: `P-${index}` }).id));
    const open = scene.session({ config });
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await open.searchProducts({ limit: 10, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(found).toEqual(ids);
  });

  it("needs no second look where a list is whole, in whatever order", async () => {
    const { scene, config, companyId } = await oldSite("scrambled");
    const { data, requests } = scene.simulator;
    const agreement = data.addAgreement({ companyId, name: "A" });
    const product = data.addProduct({ identifier: "P" });
    const ids = Array.from({ length: 30 }, () => String(data.addLine({ agreementId: agreement.id, productId: product.id }).id));
    for await (const { lines } of scene.session({ config }).readLines([String(agreement.id)], { asOf: TODAY })) {
      expect(lines?.map(({ id }) => id)).toEqual(ids);
    }
    expect(requests.list({ path: "/finance/**" })).toHaveLength(1);
  });
});
