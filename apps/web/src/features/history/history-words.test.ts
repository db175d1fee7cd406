import { describe, expect, it } from "vitest";
import { historyMessages } from "../../messages/en/history.ts";
import { createMessages } from "../../messages/messages.ts";
import { SAMPLE_PROVIDER } from "../../testing/sample-provider.ts";
import { termParameters } from "../integrations/provider-scope.ts";
import { historyWords, type Speaker } from "./history-words.ts";

const { t, te } = createMessages(["en"]).global;
const speaker: Speaker = {
  t: (key, parameters = {}, plural = 0) => t(key, parameters, plural),
  hasMessage: (key) => te(key),
  providerName: () => "Ledgerly",
  fieldLabel: (_, field) => (field === "token" ? "Access token" : field),
  serviceName: (service) => (service === "shield" ? "Shield" : service),
  words: () => termParameters(SAMPLE_PROVIDER.terms),
};
const wordsOf = (action: string, facts: Record<string, unknown>, customerName: string | null = null) =>
  historyWords({ action, facts, customerName }, speaker);
const ACTIONS = Object.entries(historyMessages.history.action).flatMap(([area, verbs]) =>
  Object.keys(verbs).map((verb) => `${area}.${verb}`),
);
const PROVIDER = { providerId: "ledgerly" };

describe("historyWords", () => {
  it.each(ACTIONS)("has a sentence for %s, whatever its facts lack", (action) => {
    const { sentence } = wordsOf(action, {});
    expect(sentence).not.toBe(action);
    expect(sentence).not.toMatch(/[{}|]|history\./);
  });

  it("tells an action it does not know by its name", () => {
    expect(wordsOf("customer.renamed", { customerId: "c-1" })).toMatchObject({
      sentence: "customer.renamed",
      details: [],
      customerId: "c-1",
    });
  });

  it("names changed fields as the form does", () => {
    expect(wordsOf("connection.updated", { ...PROVIDER, changed: ["token", "host"] })).toMatchObject({
      sentence: "Changed the settings of Ledgerly",
      details: ["Changed: Access token, host"],
    });
  });

  it("tells each changed mapping with what it was and became", () => {
    const changes = [
      { service: "shield", from: null, to: { productId: "2", identifier: "PLUS" } },
      { service: "vault", from: { productId: "1", identifier: "BASIC" }, to: { productId: "2", identifier: "" } },
    ];
    expect(wordsOf("mapping.saved", { ...PROVIDER, changes })).toMatchObject({
      sentence: "Changed the mapping of 2 services",
      details: ["Shield: Not Assigned → PLUS", "vault: BASIC → 2"],
    });
  });

  it("tells a customer's new and old place", () => {
    const to = { companyName: "Alder", agreementName: "Managed" };
    expect(wordsOf("customer.assigned", { ...PROVIDER, customerId: "c-1", from: null, to }).details).toEqual(["To Alder · Managed"]);
    expect(wordsOf("customer.assigned", { ...PROVIDER, from: to, to: { companyName: "Birch" } }).details).toEqual([
      "To Birch",
      "Was Alder · Managed",
    ]);
  });

  it("tells what support looked at in words, and by its name where the catalog has none", () => {
    expect(wordsOf("support.viewed", { procedure: "mapping.list" }).sentence).toBe("Looked at the mapping");
    expect(wordsOf("support.viewed", { procedure: "mapping.graph" }).sentence).toBe("Looked at mapping.graph");
  });

  it("tells a mapping that is to go by the service's name", () => {
    expect(wordsOf("mapping.unmap_requested", { ...PROVIDER, service: "shield" }).sentence).toBe(
      "Asked support to remove the mapping of Shield",
    );
  });

  it("tells previews and runs of one customer from the others", () => {
    expect(wordsOf("run.started", { preview: true, customerId: null }).sentence).toBe("Started a preview");
    expect(wordsOf("run.started", { preview: false, customerId: "c-1" }).sentence).toBe("Started an update of customer c-1");
    expect(wordsOf("run.started", { preview: true, customerId: "c-1" }, "Alder").sentence).toBe("Started a preview of Alder");
    expect(wordsOf("run.started", { preview: false, customerId: null, runId: "r-1" })).toMatchObject({
      sentence: "Started an update",
      runId: "r-1",
    });
  });

  it("tells a customer by its name, and by its id where nobody knows the name", () => {
    expect(wordsOf("customer.unassigned", { customerId: "c-1" }, "Alder").sentence).toBe("Unassigned Alder");
    expect(wordsOf("customer.unassigned", { customerId: "c-1" }).sentence).toBe("Unassigned customer c-1");
  });

  it("tells a decision in the provider's word for a line", () => {
    expect(wordsOf("line.decided", { ...PROVIDER, decision: "leave" }).sentence).toBe("Chose what becomes of one position");
  });

  it("tells limits in the units of their form", () => {
    expect(wordsOf("connection.preferences_saved", { preferences: { guardMinShare: 0.3 } }).details).toEqual([
      "Share of all positions, in percent: 30 %",
    ]);
    expect(wordsOf("connection.preferences_saved", { preferences: {} }).details).toEqual(["Back to the defaults"]);
  });
});
