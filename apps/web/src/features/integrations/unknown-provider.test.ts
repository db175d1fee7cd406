import { NO_COUNTS } from "@integrations/core";
import { describe, expect, it } from "vitest";
import { mountConsole } from "../../testing/mount-console.ts";
import { enabledConnection, INACTIVE_CONNECTION, mappingRow, partnerAnswers } from "../../testing/sample-answers.ts";

describe("a provider the UI has never heard of", () => {
  it("brings its own form, with what a switch reveals, and its own rights", async () => {
    const { shows, page, text } = await mountConsole(
      "/integrations/ledgerly/connection",
      partnerAnswers(() => INACTIVE_CONNECTION),
    );
    await shows("Enable Ledgerly");
    await shows("On every letter from Ledgerly.");
    expect(page.findAll("form label").map((label) => label.text())).toEqual(["Tenant number", "Access token", "Runs on our own host"]);
    expect(text()).toContain("Debtors › Read: Everything");
    expect(page.find('a[href="https://help.example/ledgerly"]').exists()).toBe(true);

    await page.find('[role="checkbox"]').trigger("click");
    await shows("Host name");
    // A certificate has many lines.
    expect(page.find("textarea").attributes("name") ?? page.find("textarea").attributes("id")).toBeDefined();
    await page.find("textarea").setValue("-----BEGIN RSA PRIVATE KEY-----\nMIIE");
    await page.find("textarea").trigger("blur");
    await shows("Own authority holds a private key");
    page.unmount();
  });

  it("is checked by the schema its fields make, before anything is sent", async () => {
    const { shows, page, server } = await mountConsole(
      "/integrations/ledgerly/connection",
      partnerAnswers(() => INACTIVE_CONNECTION),
    );
    await shows("Enable Ledgerly");
    await page.find("form").trigger("submit");
    await shows("Tenant number is missing.");
    await shows("Access token is missing.");
    expect(server.calls.map((call) => call.procedure)).not.toContain("connection.enable");
    page.unmount();
  });

  it("is spoken of in its own words on every tab", async () => {
    const answers = {
      ...partnerAnswers(() => enabledConnection()),
      "mapping.list": () => [mappingRow({ service: "shield", name: "Shield" })],
      "customers.list": () => ({ items: [] }),
      "customers.counts": () => ({ total: 0, notAssigned: 0, complete: 0, problem: 0 }),
    };
    const { shows, router, page } = await mountConsole("/integrations/ledgerly/mapping", answers);
    await shows("Services and tariffs");
    expect(page.find('button[aria-label="Tariff for Shield: Not Assigned"]').exists()).toBe(true);
    await router.push("/integrations/ledgerly/customers");
    await shows("Assign each customer to its debtor and one of its standing orders in Ledgerly.");
    page.unmount();
  });

  it("has its own words for what an update did and could not do, also for what is assigned and mapped no more", async () => {
    const orphan = {
      position: 1,
      customerId: null,
      customerName: null,
      agreementId: "77",
      agreementName: null,
      companyName: null,
      customers: [],
      productId: "9",
      productIdentifier: null,
      productName: null,
      lineId: "5",
      before: 4,
      after: null,
      outcome: "skipped",
      reason: "line_orphaned",
      detail: null,
      sentence: "We once set this line, and no mapping or assignment asks for it any more.",
    };
    const { shows, text, page } = await mountConsole("/integrations/ledgerly/activity/run-1", {
      ...partnerAnswers(() => enabledConnection()),
      "runs.get": () => ({
        id: "run-1",
        providerId: "ledgerly",
        status: "succeeded_with_problems",
        trigger: "manual",
        night: null,
        customerId: null,
        reason: null,
        sentence: null,
        detail: null,
        counts: { ...NO_COUNTS, agreements: 1, unchanged: 3, skipped: 1 },
        progress: { agreementsTotal: 1, agreementsRead: 1, writesTotal: 0, writesDone: 0 },
        requestedBy: "nora",
        queuedAt: "2026-11-24T01:00:00.000Z",
        startedAt: "2026-11-24T01:00:00.000Z",
        finishedAt: "2026-11-24T01:00:05.000Z",
        releasedAt: null,
        cancelRequestedAt: null,
        changes: [orphan],
      }),
    });
    await shows("We once set this position, and no mapping or assignment asks for it any more.");
    for (const words of [
      "positions right already",
      "standing order looked at",
      "Tariff 9, which no service is mapped to any more",
      "Standing order 77, which nobody is assigned to any more",
    ]) {
      expect(text()).toContain(words);
    }
    expect(text()).not.toMatch(/\blines?\b|\bruns?\b/i);
    page.unmount();
  });

  it("has a tab of its name with the customer, asking for its company and agreement in its words", async () => {
    const answers = {
      ...partnerAnswers(() => enabledConnection()),
      "customers.get": () => ({
        customerId: "c-1",
        name: "Alder & Sons",
        domains: ["alder.example"],
        archived: false,
        observedAt: "2026-11-24T01:00:00.000Z",
        quantities: [{ service: "shield", name: "Shield", kind: "service", quantity: 7 }],
        integrations: [
          {
            providerId: "ledgerly",
            connectionStatus: "active",
            status: "not_assigned",
            company: null,
            agreement: null,
            assignedAt: null,
            problems: [],
          },
        ],
      }),
    };
    const { shows, page } = await mountConsole("/customers/c-1/ledgerly", answers);
    await shows("Assignment in Ledgerly");
    expect(page.find('nav[aria-label="Integrations of this customer"]').text()).toBe("Ledgerly");
    await shows("Debtor");
    await shows("Choose the standing order");
    page.unmount();
  });
});
