import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { recordAudit } from "../audit/record-audit.ts";
import { saveMappings } from "../mappings/save-mappings.ts";
import { FakeSite } from "./testing/fake-site.ts";
import { runIt } from "./testing/run-it.ts";
import { createWorld, fakeContext } from "./testing/world.ts";

const PROVIDER = { providerId: "fake-psa" } as const;

describe("a line that nobody asks for any more", () => {
  it("is told by the names its product and agreement had when they were chosen", async ({ testDatabase }) => {
    const site = new FakeSite();
    for (const id of ["A1", "A2"]) site.agreement(id);
    for (const id of ["mail", "pro"]) site.product(id);
    site.line("A1", "mail", 4);
    site.line("A2", "mail", 6);
    const world = await createWorld(testDatabase.database, {
      mappings: {},
      customers: [
        { id: "c1", agreementId: "A1", quantities: { cloudfilter: 4 } },
        { id: "c2", agreementId: "A2", quantities: { cloudfilter: 6 } },
      ],
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    const choose = (productId: string) =>
      saveMappings(
        context,
        world.scope,
        { ...PROVIDER, assignments: [{ service: "cloudfilter", productId }] },
        new AbortController().signal,
      );
    await choose("mail");
    await testDatabase.database.db.transaction().execute((trx) =>
      recordAudit(trx, {
        actor: world.scope.actor,
        partnerId: world.partnerId,
        action: "customer.assigned",
        facts: { ...PROVIDER, customerId: "c2", to: { agreementId: "A2", agreementName: "Mail Security", companyName: "Bayshore" } },
        at: context.clock.now(),
      }),
    );
    await runIt(context, world);
    await choose("pro");
    await testDatabase.database.db.deleteFrom("assignments").where("customer_id", "=", "c2").execute();

    const { changes } = await runIt(context, world);
    const orphans = changes.filter(({ reason }) => reason === "line_orphaned");
    expect(orphans).toHaveLength(2);
    const [kept, left] = orphans.toSorted((one, other) => (one.agreementId ?? "").localeCompare(other.agreementId ?? ""));
    expect(kept).toMatchObject({ productId: "mail", productIdentifier: "MAIL", agreementName: "Agreement A1" });
    expect(left).toMatchObject({
      productIdentifier: "MAIL",
      productName: null,
      agreementName: "Mail Security",
      companyName: "Bayshore",
      customers: [],
    });
  });

  it("has no name where the history does not go back so far", async ({ testDatabase }) => {
    const site = new FakeSite();
    site.agreement("A1");
    for (const id of ["mail", "pro"]) site.product(id);
    site.line("A1", "mail", 4);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: [{ id: "c1", agreementId: "A1", quantities: { cloudfilter: 4 } }],
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    await runIt(context, world);
    await testDatabase.database.db.updateTable("mappings").set({ product_id: "pro" }).execute();
    const { changes } = await runIt(context, world);
    expect(changes.find(({ reason }) => reason === "line_orphaned")).toMatchObject({ productId: "mail", productIdentifier: null });
  });
});
