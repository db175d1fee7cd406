import { describe, expect, it } from "vitest";
import { MINIMAL_ROLE, withLevel, type Access, type Permission } from "../tenant/role.ts";
import { ids, siteCaller, type SiteCaller } from "../testing/site-calls.ts";
import { testSimulator } from "../testing/test-simulator.ts";

const NEW_LINE = { body: { product: { id: 107 }, billCustomer: "Billable" } };
const PATCH = { body: [{ op: "replace", path: "quantity", value: 3 }] };

const CALLS: ReadonlyArray<readonly [Permission, Access, string, (site: SiteCaller) => ReturnType<SiteCaller["get"]>]> = [
  ["Companies > Company Maintenance", "inquire", "company list", (site) => site.get("/company/companies")],
  ["Companies > Company Maintenance", "inquire", "company", (site) => site.get("/company/companies/250")],
  ["Companies > Company Maintenance", "inquire", "company count", (site) => site.get("/company/companies/count")],
  ["Companies > Contacts", "inquire", "contact list", (site) => site.get("/company/contacts")],
  ["Procurement > Product Catalog", "inquire", "catalog", (site) => site.get("/procurement/catalog")],
  ["Procurement > Product Catalog", "inquire", "catalog item", (site) => site.get("/procurement/catalog/101")],
  ["Finance > Agreements", "inquire", "agreement list", (site) => site.get("/finance/agreements")],
  ["Finance > Agreements", "inquire", "additions", (site) => site.get("/finance/agreements/2001/additions")],
  ["Finance > Agreements", "add", "create", (site) => site.call("POST", "/finance/agreements/2001/additions", NEW_LINE)],
  ["Finance > Agreements", "edit", "patch", (site) => site.call("PATCH", "/finance/agreements/2001/additions/41000", PATCH)],
];

describe("permissions", () => {
  it.each(CALLS)("%s, %s: %s is refused without it and allowed with it", async (permission, access, _name, call) => {
    const { simulator, site } = await testSimulator();
    const tenant = simulator.tenant();
    tenant.changeMember("SimPublicKey0001", { role: withLevel(MINIMAL_ROLE, permission, access, "None") });
    const before = JSON.stringify(tenant.data.allLines());
    expect(await call(site)).toMatchObject({
      status: 403,
      json: { code: "Security", message: "You do not have security permission to perform this action." },
    });
    expect(JSON.stringify(tenant.data.allLines())).toBe(before);
    tenant.changeMember("SimPublicKey0001", { role: MINIMAL_ROLE });
    expect((await call(site)).status).toBeLessThan(300);
  });

  it("the least role cannot delete", async () => {
    const { simulator, site } = await testSimulator();
    simulator.tenant().changeMember("SimPublicKey0001", { role: MINIMAL_ROLE });
    expect((await site.call("DELETE", "/finance/agreements/2001/additions/41000")).status).toBe(403);
  });

  it("level My finds only what belongs to the member", async () => {
    const { simulator, site } = await testSimulator();
    const tenant = simulator.tenant();
    tenant.changeMember("SimPublicKey0001", {
      role: {
        "Companies > Company Maintenance": { inquire: "My" },
        "Finance > Agreements": { inquire: "All", edit: "My" },
        "Procurement > Product Catalog": { inquire: "My" },
      },
    });
    tenant.data.editCompany(251, { ownedBy: "api-integration" });
    tenant.data.editAgreement(2002, { ownedBy: "api-integration" });
    expect(ids(await site.get("/company/companies"))).toEqual([251]);
    expect((await site.get("/company/companies/250")).status).toBe(404);
    expect((await site.get("/procurement/catalog")).json).toEqual([]);
    expect((await site.call("PATCH", "/finance/agreements/2001/additions/41000", PATCH)).status).toBe(403);
    expect((await site.call("PATCH", "/finance/agreements/2002/additions/41004", PATCH)).status).toBe(200);
  });

  it("an agreement can be invisible to a member, by type or by id", async () => {
    const { simulator, site } = await testSimulator();
    simulator.tenant().changeMember("SimPublicKey0001", { hidden: { agreementTypes: ["Mail Security"], agreementIds: [2001] } });
    const seen = ids(await site.get("/finance/agreements?pageSize=1000"));
    expect(seen).not.toContain(2001);
    expect(seen).not.toContain(2002);
    expect(seen).toContain(2003);
    expect(await site.get("/finance/agreements/2001")).toMatchObject({ status: 404, json: { message: "Agreement 2001 not found" } });
    expect((await site.get("/finance/agreements/2002/additions")).status).toBe(404);
    expect((await site.call("POST", "/finance/agreements/2002/additions", NEW_LINE)).status).toBe(404);
  });

  it("an agreement can be listed but refused to a member", async () => {
    const { simulator, site } = await testSimulator();
    simulator.tenant().changeMember("SimPublicKey0001", { refused: { agreementIds: [2001] } });
    expect(ids(await site.get("/finance/agreements?conditions=id=2001"))).toEqual([2001]);
    expect((await site.get("/finance/agreements/2001/additions")).status).toBe(403);
    expect((await site.call("PATCH", "/finance/agreements/2001/additions/41000", PATCH)).status).toBe(403);
    expect((await site.get("/finance/agreements/2002/additions")).status).toBe(200);
  });

  it("members can come, change their key and go while the site runs", async () => {
    const { simulator } = await testSimulator();
    const tenant = simulator.tenant();
    tenant.addMember({ publicKey: "second", privateKey: "one" });
    const second = (privateKey: string): SiteCaller =>
      siteCaller(simulator.url, { companyId: "harborline", publicKey: "second", privateKey });
    expect((await second("one").get("/system/info")).status).toBe(200);
    tenant.changeMember("second", { privateKey: "two" });
    expect((await second("one").get("/system/info")).status).toBe(401);
    expect((await second("two").get("/system/info")).status).toBe(200);
    tenant.removeMember("second");
    expect((await second("two").get("/system/info")).status).toBe(401);
  });
});
