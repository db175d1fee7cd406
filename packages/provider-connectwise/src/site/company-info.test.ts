import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { companyIdSegment } from "./company-info.ts";

/** Any character there is. (The library's own "binary" unit takes seconds to make.) */
const CHARACTER = fc.integer({ min: 0, max: 0x10_f7_ff }).map((code) => String.fromCodePoint(code < 0xd8_00 ? code : code + 0x8_00));

describe("a company id in a path", () => {
  it.each(["", ".", "..", "...", "a/b", "../x", "..\\x", "a\\b", "a\u0000b", "a\nb", "half \ud83c"])("%j is refused", (companyId) => {
    expect(() => companyIdSegment(companyId)).toThrow(/company ID/);
  });

  it.each([
    ["acme", "acme"],
    ["acme_c.o", "acme_c.o"],
    ["a b+c", "a%20b%2Bc"],
    ["%2e%2e", "%252e%252e"],
    ["a?b#c", "a%3Fb%23c"],
    ["Bücher", "B%C3%BCcher"],
  ])("%j is the segment %s", (companyId, segment) => {
    expect(companyIdSegment(companyId)).toBe(segment);
  });

  it("is one segment of the URL or none at all, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: CHARACTER }), (companyId) => {
        let segment: string;
        try {
          segment = companyIdSegment(companyId);
        } catch {
          return;
        }
        const url = new URL(`https://psa.example.com/login/companyinfo/${segment}`);
        expect(url.pathname.split("/")).toHaveLength(4);
        expect(url.search + url.hash).toBe("");
        expect(decodeURIComponent(url.pathname.split("/")[3] ?? "")).toBe(companyId);
      }),
    );
  });
});
