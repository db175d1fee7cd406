import { describe, expect, it } from "vitest";
import { serverSettings } from "./server-settings.ts";

const GOOD = { OIDC_ISSUER: "https://login.example.com", OIDC_AUDIENCE: "api" };

describe("the server's settings", () => {
  it("have defaults for all but the issuer and the audience", () => {
    expect(serverSettings.parse(GOOD)).toMatchObject({
      port: 3000,
      host: "127.0.0.1",
      oidc: { issuer: "https://login.example.com", audience: "api", clientId: "integrations-console" },
      nightlyCron: "0 2 * * *",
      trustProxy: false,
    });
    expect(serverSettings.safeParse({}).error?.issues.map((issue) => issue.path[0])).toEqual(["OIDC_ISSUER", "OIDC_AUDIENCE"]);
  });

  it.each(["http://localhost:9000", "http://127.0.0.1:9000", "http://[::1]:9000/realm", "https://login.example.com/realms/one"])(
    "take the issuer %s",
    (issuer) => {
      expect(serverSettings.parse({ ...GOOD, OIDC_ISSUER: issuer }).oidc.issuer).toBe(issuer);
    },
  );

  it.each([
    "http://login.example.com",
    "http://127.0.0.1.example.com",
    "http://localhost.evil.example",
    "ftp://x",
    "login",
    "https://x.example/?a=b",
    "https://x.example/#a",
    "https://user@x.example",
  ])("refuse the issuer %s", (issuer) => {
    expect(serverSettings.safeParse({ ...GOOD, OIDC_ISSUER: issuer }).success).toBe(false);
  });

  it("believe forwarding addresses as told", () => {
    const trust = (text: string) => serverSettings.parse({ ...GOOD, TRUST_PROXY: text }).trustProxy;
    expect(trust("true")).toBe(true);
    expect(trust("10.0.0.0/8, ::1")).toEqual(["10.0.0.0/8", "::1"]);
    const nearest = trust("1");
    expect(typeof nearest === "function" && [nearest("192.0.2.1", 0), nearest("192.0.2.1", 1)]).toEqual([true, false]);
    expect(serverSettings.safeParse({ ...GOOD, TRUST_PROXY: "everybody" }).success).toBe(false);
  });

  it.each([{ PORT: "65536" }, { PORT: "-1" }, { PORT: "http" }, { RATE_LIMIT_USER: "0" }, { NIGHTLY_CRON: "at night" }])(
    "refuse %j",
    (wrong) => {
      expect(serverSettings.safeParse({ ...GOOD, ...wrong }).success).toBe(false);
    },
  );
});
