import { describe, expect, it } from "vitest";
import { websiteDomain } from "./website-domain.ts";

describe("websiteDomain", () => {
  it.each([
    ["www.acme.example", "acme.example"],
    ["https://www.Acme.example/about?x=1#y", "acme.example"],
    ["HTTP://acme.example:8080", "acme.example"],
    [" acme.example. (old)", "acme.example"],
    ["shop.acme.example", "shop.acme.example"],
    ["wwwacme.example", "wwwacme.example"],
  ])("reads %j as %s", (website, domain) => {
    expect(websiteDomain(website)).toBe(domain);
  });

  it.each(["", "none", "n/a", "www.", "https://", "info@acme.example", ".", "a..b"])("finds none in %j", (website) => {
    expect(websiteDomain(website)).toBeUndefined();
  });
});
