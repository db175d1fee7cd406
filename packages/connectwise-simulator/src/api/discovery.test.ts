import { describe, expect, it } from "vitest";
import { testSimulator } from "../testing/test-simulator.ts";

async function discover(url: string, companyId: string): Promise<{ status: number; json: unknown; type: string | null }> {
  const response = await fetch(`${url}/login/companyinfo/${companyId}`);
  const text = await response.text();
  const type = response.headers.get("content-type");
  return { status: response.status, json: type?.includes("json") === true ? JSON.parse(text) : undefined, type };
}

describe("discovery", () => {
  it("tells codebase and site of a company without any authorization", async () => {
    const { simulator } = await testSimulator();
    expect(await discover(simulator.url, "harborline")).toMatchObject({
      status: 200,
      json: {
        CompanyName: "Harborline IT",
        Codebase: "v2025_1/",
        VersionCode: "v2025.1",
        CompanyID: "harborline",
        IsCloud: "True",
      },
    });
  });

  it("answers an unknown company id with null or with 404", async () => {
    const { simulator } = await testSimulator();
    expect(await discover(simulator.url, "nobody")).toMatchObject({ status: 200, json: null });
    simulator.setUnknownCompany("404");
    expect(await discover(simulator.url, "nobody")).toMatchObject({ status: 404, type: "text/html; charset=utf-8" });
  });

  it("gives IsCloud as a flag and SiteUrl as this site, another host or not at all", async () => {
    const { simulator } = await testSimulator();
    const tenant = simulator.tenant();
    expect((await discover(simulator.url, "harborline")).json).not.toHaveProperty("SiteUrl");
    tenant.setBehaviour({ isCloudAs: "boolean" });
    tenant.siteUrl = "self";
    expect((await discover(simulator.url, "harborline")).json).toMatchObject({ IsCloud: true, SiteUrl: simulator.site });
    tenant.siteUrl = "api-na.example";
    expect((await discover(simulator.url, "harborline")).json).toMatchObject({ SiteUrl: "api-na.example" });
  });

  it("has v4_6_release on premise", async () => {
    const { simulator } = await testSimulator({ tenants: [{ companyId: "own", isCloud: false }] });
    expect((await discover(simulator.url, "own")).json).toMatchObject({ Codebase: "v4_6_release/", IsCloud: "False" });
  });

  it("takes a company id as one decoded segment, so that an encoded walk stays a company id", async () => {
    const { simulator } = await testSimulator({ tenants: [{ companyId: "a/../b c" }] });
    expect((await discover(simulator.url, encodeURIComponent("a/../b c"))).json).toMatchObject({ CompanyID: "a/../b c" });
    expect((await discover(simulator.url, "x/../../v2025_1/apis/3.0/system/info")).json).toMatchObject({ code: "InvalidClientId" });
  });

  it("tells the new codebase after an upgrade, and the earlier base path is gone", async () => {
    const { simulator, site, as } = await testSimulator();
    expect((await site.get("/system/info")).status).toBe(200);
    simulator.tenant().codebase = "v2025_2/";
    const gone = await site.get("/system/info");
    expect(gone).toMatchObject({ status: 404, json: { code: "ConnectWiseApi", message: "The endpoint does not exist." } });
    expect((await discover(simulator.url, "harborline")).json).toMatchObject({ Codebase: "v2025_2/" });
    expect((await as({ codebase: "v2025_2/" }).get("/system/info")).status).toBe(200);
  });
});
