import { waitUntil } from "@integrations/demo/wait-until";
import { expect, test, type BrowserPartner } from "../support/browser-test.ts";
import { chooseAgreement, chooseCompany, chooseProduct, fillAutotaskKeys, notice, productOf, searchCompany } from "../support/screens.ts";

/** CloudFilter at ConnectWise. */
const PRODUCT = 101;
/** Autotask's word for a product. */
const TERM = "Autotask service";

test("a partner who has ConnectWise enables Autotask beside it, and every page tells the two apart", async ({ page, partner, stack }) => {
  const { autotask } = partner;
  await partner.push([{ id: "dunmore", name: "Dunmore Architects", quantities: { cloudfilter: 24 } }]);
  const agreement = partner.tenant.data.agreements().find(({ name }) => name === "Dunmore Architects - Mail Security");
  await partner.setUp({ cloudfilter: PRODUCT }, { dunmore: [agreement?.companyId ?? 0, agreement?.id ?? 0] });
  const contract = autotask.tenant.store.contracts.all().find(({ companyID }) => companyID === companyAt(partner, "Dunmore Architects"));
  const unitsOf = (): number[] => autotask.tenant.data.lines(contract?.id ?? 0).map(({ finalUnits }) => finalUnits);
  expect(unitsOf()).toEqual([4, 4]);
  const active = page.getByRole("region", { name: "Active Integrations", exact: true });
  const card = (name: string) => active.getByRole("article").filter({ has: page.getByRole("heading", { name }) });

  await test.step("one is active, the other one is offered", async () => {
    await partner.signIn(page);
    await expect(active.getByRole("heading", { level: 3 })).toHaveText(["ConnectWise Manage"]);
    await page.getByRole("region", { name: "Inactive Integrations" }).getByRole("link", { name: "Enable Autotask PSA" }).click();
  });

  await test.step("its form has its own fields, rights and words", async () => {
    await expect(page.getByRole("heading", { name: "Enable Autotask PSA" })).toBeVisible();
    await expect(page.getByLabel("Company ID")).toHaveCount(0);
    await fillAutotaskKeys(page, { ...autotask.keys, secret: "not-this-one" });
    await page.getByRole("button", { name: "Check access" }).click();
    await expect(page.getByText("The check did not pass")).toBeVisible();
    await fillAutotaskKeys(page, autotask.keys);
    await page.getByRole("button", { name: "Check access" }).click();
    await expect(page.getByText("The keys work")).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: "Contract service adjustments › Create: All" })).toContainText("Allowed");
    await page.getByRole("button", { name: "Check and enable" }).click();
    await expect(notice(page, "Autotask PSA is enabled")).toBeVisible();
  });

  await test.step("its mapping begins empty, whatever is mapped at the other one", async () => {
    await expect(productOf(page, "CloudFilter", TERM)).toHaveText("Not Assigned");
    await chooseProduct(page, "CloudFilter", "CloudFilter", TERM);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(notice(page, "1 mapping saved")).toBeVisible();
  });

  await test.step("the customer has a tab of each", async () => {
    await page.getByRole("link", { name: "Customers", exact: true }).click();
    await page.getByRole("link", { name: "Dunmore Architects" }).click();
    const tabs = page.getByRole("navigation", { name: "Integrations of this customer" });
    await expect(tabs.getByRole("link")).toHaveCount(2);
    await tabs.getByRole("link", { name: "ConnectWise Manage" }).click();
    await expect(page.getByRole("main")).toContainText("Dunmore Architects - Mail Security");
    await tabs.getByRole("link", { name: "Autotask PSA" }).click();
    await searchCompany(page, "du");
    await expect(page.getByText("Keep typing: 1 more character").first()).toBeVisible();
    await chooseCompany(page, "dunmore", "Dunmore Architects");
    await chooseAgreement(page, "Managed Services", "Contract");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("main").getByText("Complete: quantities update tonight")).toBeVisible();
  });

  await test.step("one night serves both", async () => {
    await stack.night();
    expect(unitsOf()).toEqual([24, 4]);
    const line = partner.tenant.data.lines(agreement?.id ?? 0).find(({ productId }) => productId === PRODUCT);
    expect(line?.quantity).toBe(24);
    await page.goto("/integrations");
    await expect(active.getByRole("article")).toHaveCount(2);
    for (const name of ["ConnectWise Manage", "Autotask PSA"]) await expect(card(name)).toContainText("Last update");
  });

  await test.step("each has its own activity and its own list of what is not billed", async () => {
    for (const [name, set] of [
      ["ConnectWise Manage", "CLOUDFILTER"],
      ["Autotask PSA", "CloudFilter"],
    ] as const) {
      await page.goto("/integrations");
      await page.getByRole("link", { name: `Activity of ${name}` }).click();
      await page.getByRole("link", { name: /^Nightly update|^Update by/ }).click();
      await expect(page.getByRole("row").filter({ hasText: "Dunmore Architects" })).toContainText(set);
      await page.getByRole("link", { name: "Not billed", exact: true }).click();
      const lacking = name === "Autotask PSA" ? "Autotask service" : "product";
      await expect(page.getByText(`Every service that customers use has its ${lacking}`)).toBeVisible();
    }
  });

  await test.step("the history names the one it speaks of", async () => {
    await page.goto("/history");
    await expect(page.getByText("Enabled Autotask PSA")).toBeVisible();
    await expect(page.getByText("Enabled ConnectWise Manage")).toBeVisible();
  });

  await test.step("keys that one of them refuses trouble that one alone", async () => {
    autotask.tenant.changeUser(autotask.keys.userName, { secret: "AnotherSecret0002!" });
    for (const providerId of ["connectwise-manage", "autotask"]) await run(partner, providerId);
    await page.goto("/integrations");
    await expect(card("Autotask PSA")).toContainText("Needs attention");
    await expect(card("ConnectWise Manage")).not.toContainText("Needs attention");
    const metrics = await (await fetch(stack.metricsUrl)).text();
    expect(metrics).toMatch(/runs_ended_total\{provider="autotask",trigger="manual",status="failed",reason="credentials_refused"\} 1/);
    expect(metrics).toMatch(/runs_ended_total\{provider="connectwise-manage",trigger="manual",status="succeeded",reason=""\}/);
  });
});

function companyAt({ autotask }: BrowserPartner, name: string): number | undefined {
  return autotask.tenant.store.companies.all().find(({ companyName }) => companyName === name)?.id;
}

async function run({ api }: BrowserPartner, providerId: string): Promise<void> {
  const { runId } = await api.mutate<{ runId: string }>("runs.start", { providerId });
  await waitUntil(async () => {
    const { status } = await api.query<{ status: string }>("runs.get", { runId });
    return status !== "queued" && status !== "running";
  }, "The run does not end.");
}
