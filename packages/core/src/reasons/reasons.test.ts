import { describe, expect, it } from "vitest";
import { isReasonCode, REASON_CODES, reasonOf } from "./reasons.ts";

const SENTENCE = /^[A-Z][^\n]*[^.\s]\.$/;

describe.each(REASON_CODES)("the reason %s", (code) => {
  const { kind, sentence, nextStep } = reasonOf(code);

  it("is lower-case words joined by underscores", () => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  it("says what is the case in one sentence, and one thing to do in another", () => {
    expect(sentence).toMatch(SENTENCE);
    expect(nextStep).toMatch(SENTENCE);
    for (const text of [sentence, nextStep]) {
      // One sentence has one full stop, at its end.
      expect(text.match(/[.!?](?=\s|$)/g)).toHaveLength(1);
      expect(text.length).toBeLessThanOrEqual(120);
    }
    expect(nextStep).not.toBe(sentence);
  });

  it("is plain: no codes, no places to fill in, no word of one provider's own", () => {
    const text = `${sentence} ${nextStep}`;
    expect(text).not.toMatch(/[_{}<>$%`"]|undefined|null|\b[45]\d\d\b/);
    expect(text).not.toMatch(/connectwise|autotask|api member|addition|company id|public key|private key|clientid/i);
    expect(text).not.toMatch(/password|token|secret|bearer|exception|stack|json|postgres|sql/i);
  });

  it("has no article before a word that a provider may have another word for", () => {
    expect(`${sentence} ${nextStep}`).not.toMatch(/\ban? (product|compan|agreement|line)/i);
  });

  it("has a kind", () => {
    expect([
      "invalid",
      "not_found",
      "forbidden",
      "unauthenticated",
      "conflict",
      "precondition",
      "too_many",
      "upstream",
      "record",
      "internal",
    ]).toContain(kind);
  });
});

describe("the list of reasons", () => {
  it("holds what outside clients were promised", () => {
    const promised = [
      ["unmap_needs_support", "service_deprecated", "search_too_short", "agreement_not_of_company", "agreement_ended"],
      ["product_not_found", "product_not_allowed", "site_not_allowed", "site_unreachable", "credentials_refused"],
      ["permission_missing", "invalid_input", "not_found", "mass_drop", "quantities_missing", "quantities_stale"],
      ["agreement_not_found", "several_lines", "line_removed", "line_orphaned", "period_invoiced"],
    ];
    for (const code of promised.flat()) expect(REASON_CODES, `${code}`).toContain(code);
  });

  it("answers a refusal that has a fixed reason as the asker's fault, never as ours or the provider's", () => {
    const refusals = [
      ["unmap_needs_support", "service_deprecated", "search_too_short", "agreement_not_of_company", "agreement_ended"],
      ["product_not_found", "product_not_allowed", "site_not_allowed", "site_unreachable", "credentials_refused"],
      ["permission_missing", "invalid_input", "not_found"],
    ] as const;
    for (const code of refusals.flat()) expect(["upstream", "internal", "record"], `${code}`).not.toContain(reasonOf(code).kind);
  });

  it("says nothing twice", () => {
    expect(new Set(REASON_CODES.map((code) => reasonOf(code).sentence)).size).toBe(REASON_CODES.length);
  });

  it("does not take an object's own names for reasons", () => {
    expect(isReasonCode("several_lines")).toBe(true);
    for (const text of ["", "toString", "__proto__", "constructor", "Several_lines"]) expect(isReasonCode(text)).toBe(false);
  });
});
