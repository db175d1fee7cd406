import { describe, expect, it } from "vitest";
import { refusal } from "../../testing/fake-server.ts";
import { mountConsole } from "../../testing/mount-console.ts";
import { enabledConnection, partnerAnswers } from "../../testing/sample-answers.ts";

const entry = (id: string, action: string, facts: Record<string, unknown> = {}) => ({
  id,
  at: "2026-11-24T01:30:00.000Z",
  actor: "nora@northwind.example",
  role: "partner",
  action,
  facts: { providerId: "ledgerly", ...facts },
  customerName: null as string | null,
  ip: "203.0.113.7",
});

describe("the history of changes", () => {
  it("tells who did what, when in the partner's zone, and from where, page by page", async () => {
    const { shows, page, text } = await mountConsole("/history", {
      ...partnerAnswers(() => enabledConnection()),
      "audit.list": ({ cursor }) =>
        cursor === undefined
          ? { serviceNames: { shield: "Shield" }, items: [entry("2", "connection.updated", { changed: ["token"] })], nextCursor: "more" }
          : { serviceNames: { shield: "Shield" }, items: [entry("1", "connection.enabled")] },
    });
    await shows("Changed the settings of Ledgerly");
    await shows("Changed: Access token");
    // 01:30 UTC is 02:30 in Berlin.
    expect(text()).toContain("2:30");
    expect(text()).toContain("nora@northwind.example");
    expect(text()).toContain("203.0.113.7");
    const older = page.findAll("button").find((button) => button.text() === "Show older entries");
    await older?.trigger("click");
    await shows("Enabled Ledgerly");
    page.unmount();
  });

  it("says that nothing has happened yet", async () => {
    const { shows, page } = await mountConsole("/history", {
      ...partnerAnswers(() => enabledConnection()),
      "audit.list": () => ({ serviceNames: { shield: "Shield" }, items: [] }),
    });
    await shows("Nothing has happened yet");
    expect(
      page
        .findAll("button")
        .find((button) => button.text() === "Download as CSV")
        ?.attributes("disabled"),
    ).toBeDefined();
    page.unmount();
  });

  it("keeps what it shows where an older page does not come, and offers to try again", async () => {
    let asked = 0;
    const { shows, page, text } = await mountConsole("/history", {
      ...partnerAnswers(() => enabledConnection()),
      "audit.list": ({ cursor }) => {
        if (cursor === undefined)
          return { serviceNames: { shield: "Shield" }, items: [entry("2", "connection.paused")], nextCursor: "more" };
        asked += 1;
        if (asked === 1) throw refusal("invalid_input", 400);
        return { serviceNames: { shield: "Shield" }, items: [entry("1", "connection.enabled")] };
      },
    });
    await shows("Paused Ledgerly");
    await page
      .findAll("button")
      .find((button) => button.text() === "Show older entries")
      ?.trigger("click");
    await shows("Try again");
    expect(text()).toContain("Paused Ledgerly");
    await page
      .findAll("button")
      .find((button) => button.text() === "Try again")
      ?.trigger("click");
    await shows("Enabled Ledgerly");
    page.unmount();
  });
});
