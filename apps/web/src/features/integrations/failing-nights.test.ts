import { describe, expect, it } from "vitest";
import { mountConsole } from "../../testing/mount-console.ts";
import { enabledConnection, partnerAnswers } from "../../testing/sample-answers.ts";

const FAILING = { failedNights: 3, failingSince: "2026-11-22T02:30:00.000Z" };
const RUNS = { "runs.list": () => ({ items: [] }) };

describe("nights that fail one after another", () => {
  it("are told above every tab, with since when in the partner's zone, and where to look", async () => {
    const { shows, page, text } = await mountConsole("/integrations/ledgerly/connection", {
      ...partnerAnswers(() => enabledConnection(), FAILING),
    });
    await shows("The last 3 nights failed");
    // 02:30 UTC is 03:30 in Berlin.
    expect(text()).toMatch(/Nothing has been updated since Nov 22, 2026, 3:30/);
    expect(page.find('main a[href="/integrations/ledgerly/activity"]').exists()).toBe(true);
    page.unmount();
  });

  it("are told beside the reason where the settings have to be corrected", async () => {
    const { shows, page, text } = await mountConsole("/integrations/ledgerly/activity", {
      ...partnerAnswers(() => enabledConnection({ status: "attention", attentionReason: "credentials_refused" }), FAILING),
      ...RUNS,
    });
    await shows("Nothing is updated until this is corrected");
    expect(text()).toContain("The last 3 nights failed, the first on Nov 22, 2026");
    page.unmount();
  });

  it("are told on the card", async () => {
    const { shows, page, text } = await mountConsole(
      "/integrations",
      partnerAnswers(() => enabledConnection(), { ...FAILING, failedNights: 1 }),
    );
    await shows("The last night failed");
    expect(text()).toContain("The last night failed, on Nov 22, 2026, 3:30");
    page.unmount();
  });

  it("are not spoken of where there are none", async () => {
    const { shows, page, text } = await mountConsole("/integrations/ledgerly/activity", {
      ...partnerAnswers(() => enabledConnection()),
      ...RUNS,
    });
    await shows("No update has run yet");
    expect(text()).not.toContain("failed");
    page.unmount();
  });
});
