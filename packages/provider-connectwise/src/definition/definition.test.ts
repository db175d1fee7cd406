import { configSchema, secretKeys } from "@integrations/core";
import { describe, expect, it } from "vitest";
import { connectwise } from "../provider.ts";
import { VENDOR_CLOUD_SITES } from "../site/vendor-cloud.ts";
import { connectWiseEnvironment } from "./environment.ts";

describe("the provider's definition", () => {
  it("names the config keys outside clients rely on", () => {
    expect(connectwise.id).toBe("connectwise-manage");
    const promised = ["companyId", "publicKey", "privateKey", "useCustomSite", "site"];
    expect(connectwise.fields.map((field) => field.key)).toEqual([...promised, "siteCertificate"]);
    expect(secretKeys(connectwise.fields)).toEqual(["publicKey", "privateKey"]);
  });

  it("asks for a site only where a custom one is used", () => {
    const schema = configSchema(connectwise.fields);
    const keys = { companyId: "acme", publicKey: "a", privateKey: "b" };
    expect(schema.parse(keys)).toEqual({ ...keys, useCustomSite: false });
    expect(schema.parse({ ...keys, useCustomSite: true, site: "PSA.Example.com" })).toEqual({
      ...keys,
      useCustomSite: true,
      site: "psa.example.com",
    });
    expect(schema.safeParse({ ...keys, useCustomSite: true }).success).toBe(false);
    // Without a site of one's own there is nothing to trust an authority of one's own for.
    expect(schema.parse({ ...keys, siteCertificate: "-----BEGIN CERTIFICATE-----" })).toEqual({ ...keys, useCustomSite: false });
    expect(schema.safeParse({ ...keys, useCustomSite: true, site: "a.example", siteCertificate: "no" }).success).toBe(false);
    expect(schema.safeParse({ ...keys, useCustomSite: true, site: "https://psa.example.com" }).success).toBe(false);
  });
});

describe("the platform's settings for it", () => {
  it("take the vendor's cloud where no sites are named", () => {
    const environment = connectWiseEnvironment.parse({ CONNECTWISE_CLIENT_ID: " 0000-1 ", PATH: "/bin" });
    expect(environment).toEqual({ clientId: "0000-1", cloudSites: VENDOR_CLOUD_SITES });
    expect(connectWiseEnvironment.parse({ CONNECTWISE_CLIENT_ID: "x", CONNECTWISE_CLOUD_SITES: " , " }).cloudSites).toEqual(
      VENDOR_CLOUD_SITES,
    );
  });

  it("take a list of sites", () => {
    const environment = connectWiseEnvironment.parse({
      CONNECTWISE_CLIENT_ID: "x",
      CONNECTWISE_CLOUD_SITES: "127.0.0.1:4010, LOCALHOST:4011,",
    });
    expect(environment.cloudSites).toEqual(["127.0.0.1:4010", "localhost:4011"]);
  });

  it.each([{}, { CONNECTWISE_CLIENT_ID: "" }, { CONNECTWISE_CLIENT_ID: "a b" }, { CONNECTWISE_CLIENT_ID: "a\r\nx: y" }])(
    "refuse %j and name the variable",
    (env) => {
      expect(JSON.stringify(connectWiseEnvironment.safeParse(env).error?.issues)).toContain("CONNECTWISE_CLIENT_ID");
    },
  );

  it("refuse a site that is no host[:port], by name", () => {
    const result = connectWiseEnvironment.safeParse({
      CONNECTWISE_CLIENT_ID: "x",
      CONNECTWISE_CLOUD_SITES: "na.example,https://eu.example",
    });
    expect(JSON.stringify(result.error?.issues)).toContain("https://eu.example");
  });
});
