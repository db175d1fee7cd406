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
