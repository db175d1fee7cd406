import type { User } from "oidc-client-ts";
import { describe, expect, it } from "vitest";
import { helpAddress, readConsoleConfig } from "./console-config.ts";
import { isOwnPath, returnPathOf } from "./sign-in-client.ts";

describe("the server's configuration", () => {
  it("needs a sign-in provider", () => {
    expect(() => readConsoleConfig({ oidc: { issuer: "https://login.example" } })).toThrow("sign-in provider");
    expect(() => readConsoleConfig("<html>")).toThrow("sign-in provider");
    expect(readConsoleConfig({ oidc: { issuer: "https://login.example", clientId: "console" } }).oidc.scope).toContain("openid");
  });

  it("makes a help page's address where there is a help site", () => {
    expect(helpAddress("/partners/x", "https://help.example/")).toBe("https://help.example/partners/x");
    expect(helpAddress("https://elsewhere.example/x", undefined)).toBe("https://elsewhere.example/x");
    expect(helpAddress("/partners/x", undefined)).toBeUndefined();
  });
});

describe("the way back after a sign-in", () => {
  it.each(["//evil.example", "https://evil.example", "/\\evil.example", "", undefined, "/sign-in/callback?code=1"])(
    "is never %j",
    (path) => {
      expect(isOwnPath(path)).toBe(false);
      expect(returnPathOf({ state: { returnTo: path } } as User)).toBe("/");
    },
  );

  it("is the page the person wanted", () => {
    expect(returnPathOf({ state: { returnTo: "/customers/c%2F1?x=1" } } as User)).toBe("/customers/c%2F1?x=1");
  });
});
