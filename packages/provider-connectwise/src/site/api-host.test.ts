import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apiHostFor } from "./api-host.ts";
import { isVendorCloudHost, VENDOR_CLOUD_SITES } from "./vendor-cloud.ts";

describe("the API host of a site", () => {
  it.each([
    // Without SiteUrl
    ["na.myconnectwise.net", null, "api-na.myconnectwise.net"],
    ["staging.connectwisedev.com", "", "api-staging.connectwisedev.com"],
    ["api-eu.myconnectwise.net", null, "api-eu.myconnectwise.net"],
    ["psa.example.com", null, "psa.example.com"],
    ["psa.example.com:8443", "  ", "psa.example.com:8443"],
    ["127.0.0.1:4010", null, "127.0.0.1:4010"],
    // The site itself
    ["psa.example.com", "psa.example.com", "psa.example.com"],
    ["psa.example.com", "PSA.Example.com", "psa.example.com"],
    ["psa.example.com:443", "psa.example.com", "psa.example.com"],
    ["psa.example.com", "https://psa.example.com/", "psa.example.com"],
    ["localhost:4010", "localhost:4010", "localhost:4010"],
    // api- + the site
    ["psa.example.com", "api-psa.example.com", "api-psa.example.com"],
    ["psa.example.com:8443", "api-psa.example.com:8443", "api-psa.example.com:8443"],
    // A host of the vendor's cloud
    ["na.myconnectwise.net", "api-na.myconnectwise.net", "api-na.myconnectwise.net"],
    ["na.myconnectwise.net", "api-eu.myconnectwise.net", "api-eu.myconnectwise.net"],
    ["psa.example.com", "api-na.myconnectwise.net", "api-na.myconnectwise.net"],
    // Anybody else
    ["psa.example.com", "api.psa.example.com", undefined],
    ["psa.example.com", "evil.example", undefined],
    ["psa.example.com", "psa.example.com:8443", undefined],
    ["psa.example.com", "psa.example.com.evil.example", undefined],
    ["psa.example.com", "psa.example.com@evil.example", undefined],
    ["psa.example.com", "http://psa.example.com", undefined],
    ["psa.example.com", "psa.example.com/x", undefined],
    ["psa.example.com", "psa.example.com#", undefined],
    ["psa.example.com", "169.254.169.254", undefined],
    ["na.myconnectwise.net", "myconnectwise.net", undefined],
    ["na.myconnectwise.net", "api-na.myconnectwise.net.evil.example", undefined],
    ["na.myconnectwise.net", "evilmyconnectwise.net", undefined],
    ["na.myconnectwise.net", "a.b.myconnectwise.net", undefined],
    ["na.myconnectwise.net", "api-na.myconnectwise.net:8443", undefined],
    ["psa.example.com", "api-na.myconnectwise.net.", undefined],
    ["127.0.0.1:4010", "127.0.0.1:4011", undefined],
  ])("%s with SiteUrl %j is %s", (site, siteUrl, expected) => {
    expect(apiHostFor(site, siteUrl)).toBe(expected);
  });

  it("is never anything but the site, api- + the site or a host of the vendor", () => {
    fc.assert(
      fc.property(fc.constantFrom("psa.example.com", "na.myconnectwise.net", "10.0.0.1:81"), fc.string(), (site, siteUrl) => {
        const host = apiHostFor(site, siteUrl);
        if (host === undefined) return;
        expect(host === site || host === `api-${site}` || isVendorCloudHost(host)).toBe(true);
      }),
    );
  });

  it("knows every site of the vendor's list as the vendor's", () => {
    expect(VENDOR_CLOUD_SITES.every(isVendorCloudHost)).toBe(true);
    expect(VENDOR_CLOUD_SITES.every((site) => isVendorCloudHost(`api-${site}`))).toBe(true);
  });
});
