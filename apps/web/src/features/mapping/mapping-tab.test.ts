import type { VueWrapper } from "@vue/test-utils";
import { flushPromises } from "@vue/test-utils";
import { describe, expect, it } from "vitest";
import { refusal } from "../../testing/fake-server.ts";
import { mountConsole } from "../../testing/mount-console.ts";
import { enabledConnection, mappingRow, partnerAnswers } from "../../testing/sample-answers.ts";

const PRODUCTS = [
  { id: "1", identifier: "BASIC", description: "Basic" },
  { id: "2", identifier: "PLUS", description: "Plus" },
];

async function choose(page: VueWrapper, service: string, product: string): Promise<void> {
  page.get(`button[aria-label^="Tariff for ${service}"]`).element.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  for (let turn = 0; turn < 100 && document.querySelector('[role="option"]') === null; turn += 1) {
    await flushPromises();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const option = [...document.querySelectorAll<HTMLElement>('[role="option"]')].find((each) => each.textContent.includes(product));
  option?.click();
  await flushPromises();
}

describe("the mapping page", () => {
  it("counts choices, saves them alone and with the version they were made from", async () => {
    let rows = [mappingRow({ service: "shield", name: "Shield" }), mappingRow({ service: "vault", name: "Vault" })];
    const { page, shows, server } = await mountConsole("/integrations/ledgerly/mapping", {
      ...partnerAnswers(() => enabledConnection()),
      "mapping.list": () => rows,
      "mapping.products": () => ({ items: PRODUCTS }),
      "mapping.save": () => {
        rows = rows.map((row) => ({
          ...row,
          version: 2,
          ...(row.service === "shield" ? { productId: "2", productIdentifier: "PLUS", productName: "Plus" } : {}),
        }));
        return { version: 2, changed: 1 };
      },
    });
    await shows("No unsaved changes");
    await choose(page, "Shield", "PLUS");
    await shows("1 unsaved change");
    await page.find("form").trigger("submit");
    await shows("1 mapping saved");
    await shows("No unsaved changes");
    expect(server.calls.find((call) => call.procedure === "mapping.save")?.input).toEqual({
      providerId: "ledgerly",
      assignments: [{ service: "shield", productId: "2" }],
      version: 1,
    });
    page.unmount();
  });

  it("shows what another session saved meanwhile, and keeps the choice that was made here", async () => {
    const before = mappingRow({ service: "shield", name: "Shield" });
    const theirs = { ...before, productId: "1", productIdentifier: "BASIC", productName: "Basic", version: 2 };
    let row = before;
    const versions: unknown[] = [];
    const { page, shows } = await mountConsole("/integrations/ledgerly/mapping", {
      ...partnerAnswers(() => enabledConnection()),
      "mapping.list": () => [row],
      "mapping.products": () => ({ items: PRODUCTS }),
      "mapping.save": ({ version }) => {
        versions.push(version);
        if (version === 1) {
          row = theirs;
          throw refusal("changed_meanwhile", 409);
        }
        return { version: 3, changed: 1 };
      },
    });
    await shows("No unsaved changes");
    await choose(page, "Shield", "PLUS");
    await page.find("form").trigger("submit");
    await shows("Shield: now BASIC, your choice PLUS");
    const keep = page.findAll("button").find((button) => button.text() === "Keep my choices");
    await keep?.trigger("click");
    await shows("1 unsaved change");
    await page.find("form").trigger("submit");
    await shows("1 mapping saved");
    expect(versions).toEqual([1, 2]);
    page.unmount();
  });

  it("asks before choices are lost by leaving", async () => {
    const { page, shows, router } = await mountConsole("/integrations/ledgerly/mapping", {
      ...partnerAnswers(() => enabledConnection()),
      "mapping.list": () => [mappingRow({ service: "shield", name: "Shield" })],
      "mapping.products": () => ({ items: PRODUCTS }),
    });
    await shows("No unsaved changes");
    await choose(page, "Shield", "PLUS");
    void router.push("/integrations");
    await shows("Leave without saving?");
    [...document.querySelectorAll<HTMLElement>('[role="dialog"] button')].find((each) => each.textContent.includes("Stay"))?.click();
    await flushPromises();
    expect(router.currentRoute.value.path).toBe("/integrations/ledgerly/mapping");
    await shows("1 unsaved change");
    page.unmount();
  });
});
