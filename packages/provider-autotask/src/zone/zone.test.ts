import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { zoneOf } from "./zone.ts";

const VENDOR = "webservices.autotask.net";

describe("the zone of an answer", () => {
  it.each([
    ["https://webservices3.autotask.net/atservicesrest/", "webservices3.autotask.net", "/atservicesrest"],
    ["https://webservices3.autotask.net/ATServicesRest", "webservices3.autotask.net", "/ATServicesRest"],
    ["HTTPS://WebServices24.Autotask.net/atservicesrest/", "webservices24.autotask.net", "/atservicesrest"],
    ["https://prde.autotask.net/", "prde.autotask.net", ""],
  ])("%s is %s with %s", (url, apiHost, basePath) => {
    expect(zoneOf(url, 5, VENDOR)).toEqual({ apiHost, basePath, ci: 5 });
  });

  it.each([
    "http://webservices3.autotask.net/atservicesrest/",
    "https://webservices3.autotask.net:8443/atservicesrest/",
    "https://a.b.autotask.net/x/",
    "https://autotask.net/x/",
    "https://evilautotask.net/x/",
    "https://webservices3.autotask.net.evil.example/x/",
    "https://webservices3.autotask.net@evil.example/x/",
    "https://evil.example\\@webservices3.autotask.net/x/",
    "https://evil.example/?x=webservices3.autotask.net",
    "https://evil.example#.autotask.net",
    "https://webservices3.autotask.net/a/../b/",
    "https://webservices3.autotask.net/a?b=c",
    "ftp://webservices3.autotask.net/x/",
    "//webservices3.autotask.net/x/",
    "webservices3.autotask.net",
    "https:///x/",
    "",
  ])("%j is nobody's", (url) => {
    expect(zoneOf(url, null, VENDOR)).toBeUndefined();
  });

  it("is a discovery site of one's own only by its exact name", () => {
    expect(zoneOf("http://127.0.0.1:4020/atservicesrest/", null, "127.0.0.1:4020")?.apiHost).toBe("127.0.0.1:4020");
    expect(zoneOf("http://127.0.0.1:4021/atservicesrest/", null, "127.0.0.1:4020")).toBeUndefined();
    expect(zoneOf("http://webservices.autotask.net/x/", null, VENDOR)).toBeUndefined();
  });

  it("never names another host than the vendor's or one's own", () => {
    const part = fc.constantFrom(
      "https://",
      "http://",
      "webservices3",
      ".autotask.net",
      "evil.example",
      "127.0.0.1:4020",
      "@",
      "/",
      "..",
      "\\",
      "?",
      "#",
      ":443",
      " ",
      "x",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
        const zone = zoneOf(parts.join(""), null, "127.0.0.1:4020");
        if (zone === undefined) return;
        const url = new URL(`https://${zone.apiHost}${zone.basePath}/V1.0/x`);
        expect(url.hostname).toMatch(/^([a-z0-9-]+\.autotask\.net|127\.0\.0\.1)$/);
        expect(url.pathname).toBe(`${zone.basePath}/V1.0/x`);
      }),
      { numRuns: 500 },
    );
  });
});
