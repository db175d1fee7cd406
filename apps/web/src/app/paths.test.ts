import { describe, expect, it } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { partnerPaths } from "./paths.ts";
import { routes } from "./routes.ts";

const router = createRouter({ history: createMemoryHistory(), routes });
/** Ids are the console's: any text. */
const ODD_ID = "acme/eu #1?x=%2F ü";

describe("addresses", () => {
  it.each([
    ["a partner's own", undefined],
    ["support's", ODD_ID],
  ])("of %s screens lead where they say, with any id", (_, supportPartnerId) => {
    const paths = partnerPaths(supportPartnerId);
    const prefix = supportPartnerId === undefined ? "" : "support-";
    const run = router.resolve(paths.run("ledgerly", ODD_ID));
    expect([run.name, run.params["providerId"], run.params["runId"]]).toEqual([`${prefix}run`, "ledgerly", ODD_ID]);
    const customer = router.resolve(paths.customer(ODD_ID, "ledgerly"));
    expect([customer.name, customer.params["customerId"], customer.params["providerId"]]).toEqual([
      `${prefix}customer`,
      ODD_ID,
      "ledgerly",
    ]);
    expect(customer.params["partnerId"]).toBe(supportPartnerId);
    expect(router.resolve(paths.history).name).toBe(`${prefix}history`);
    expect(router.resolve(paths.notifications).name).toBe(`${prefix}notifications`);
    const tabs = [paths.connection("l"), paths.mapping("l"), paths.customers("l"), paths.activity("l")];
    expect(tabs.map((path) => router.resolve(path).name)).toEqual(
      ["connection", "mapping", "customers", "activity"].map((name) => prefix + name),
    );
  });

  it("of nowhere lead to a page that says so", () => {
    expect(router.resolve("/nowhere/at/all").name).toBe("not-found");
  });
});
