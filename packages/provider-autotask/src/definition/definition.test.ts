import { configSchema, secretKeys } from "@integrations/core";
import { describe, expect, it } from "vitest";
import { autotask } from "../provider.ts";
import { autotaskEnvironment, VENDOR_DISCOVERY_SITE } from "./environment.ts";

describe("the provider's definition", () => {
  it("names its id and the keys of its config", () => {
    expect(autotask.id).toBe("autotask");
    expect(autotask.fields.map((field) => field.key)).toEqual(["userName", "secret", "integrationCode", "datePolicy"]);
    expect(secretKeys(autotask.fields)).toEqual(["secret", "integrationCode"]);
  });

  it("asks for a user and a secret, and takes today where no date policy is chosen", () => {
    const schema = configSchema(autotask.fields);
    expect(schema.parse({ userName: "u", secret: "s" })).toEqual({ userName: "u", secret: "s", datePolicy: "today" });
    expect(schema.parse({ userName: "u", secret: "s", datePolicy: "next_period" })).toMatchObject({ datePolicy: "next_period" });
    expect(schema.safeParse({ userName: "u", secret: "s", datePolicy: "some day" }).success).toBe(false);
    expect(schema.safeParse({ userName: "u" }).success).toBe(false);
  });

  it("has no two permissions for one thing, and only adding as an extra capability", () => {
    const things = autotask.permissions.map((permission) => `${permission.module} ${permission.permission}`);
    expect(new Set(things).size).toBe(things.length);
    expect(autotask.capabilities).toEqual(["addLine", "searchProducts", "searchCompanies"]);
    expect(autotask.permissions.every((permission) => permission.checkable)).toBe(true);
  });
});

describe("the platform's settings for it", () => {
  it("may all be absent, so that an installation without Autotask starts", () => {
    expect(autotaskEnvironment.parse({ PATH: "/bin" })).toEqual({ integrationCode: undefined, discoverySite: VENDOR_DISCOVERY_SITE });
    expect(autotaskEnvironment.parse({ AUTOTASK_INTEGRATION_CODE: " ", AUTOTASK_DISCOVERY_SITE: "" })).toEqual({
      integrationCode: undefined,
      discoverySite: VENDOR_DISCOVERY_SITE,
    });
  });

  it("are taken where they are given", () => {
    expect(autotaskEnvironment.parse({ AUTOTASK_INTEGRATION_CODE: "CODE ", AUTOTASK_DISCOVERY_SITE: "LOCALHOST:4020" })).toEqual({
      integrationCode: "CODE",
      discoverySite: "localhost:4020",
    });
  });

  it.each([{ AUTOTASK_INTEGRATION_CODE: "a b" }, { AUTOTASK_DISCOVERY_SITE: "https://webservices.autotask.net" }])(
    "refuse %j and name the variable",
    (env) => {
      expect(JSON.stringify(autotaskEnvironment.safeParse(env).error?.issues)).toContain(Object.keys(env)[0]);
    },
  );
});
