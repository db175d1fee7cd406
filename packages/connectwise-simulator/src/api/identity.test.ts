import { describe, expect, it } from "vitest";
import { testSimulator } from "../testing/test-simulator.ts";

describe("who calls", () => {
  it("lets the right keys in and refuses wrong ones", async () => {
    const { site, as } = await testSimulator();
    expect((await site.get("/system/info")).status).toBe(200);
    for (const wrong of [as({ privateKey: "wrong" }), as({ publicKey: "wrong" }), as({ companyId: "nobody" })]) {
      expect(await wrong.get("/system/info")).toMatchObject({ status: 401, json: { code: "Unauthorized" } });
    }
    expect((await site.get("/system/info", { headers: { authorization: "Bearer x" } })).status).toBe(401);
    expect((await site.get("/system/info", { headers: { authorization: "Basic ???" } })).status).toBe(401);
  });

  it("refuses wrong keys in each of the ways seen", async () => {
    const { simulator, as } = await testSimulator();
    const wrong = as({ privateKey: "wrong" });
    simulator.tenant().setBehaviour({ badCredentials: "user-not-authenticated" });
    expect(await wrong.get("/system/info")).toMatchObject({
      status: 401,
      json: { code: "ConnectWiseApi", message: "UserNotAuthenticated" },
    });
    simulator.tenant().setBehaviour({ badCredentials: "404" });
    expect(await wrong.get("/system/info")).toMatchObject({ status: 404, json: { code: "NotFound" } });
  });

  it("demands a clientId: any GUID, or one it knows", async () => {
    const { simulator, site } = await testSimulator();
    const refused = await site.get("/system/info", { headers: { clientId: "not-a-guid" } });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ message: expect.stringContaining("clientId") as unknown });
    simulator.tenant().setBehaviour({ badClientId: "text" });
    const asText = await site.get("/system/info", { headers: { clientId: "" } });
    expect(asText).toMatchObject({ status: 400, json: undefined });
    expect(asText.text).toContain("clientId");

    const strict = await testSimulator({ clientIds: ["6f0f5ac4-0000-4000-8000-000000000001"] });
    expect((await strict.site.get("/system/info")).status).toBe(400);
    expect((await strict.site.get("/system/info", { headers: { clientId: "6f0f5ac4-0000-4000-8000-000000000001" } })).status).toBe(200);
  });

  it("keeps tenants apart: each has its own keys, data and codebase", async () => {
    const { simulator, as } = await testSimulator({
      tenants: [
        { companyId: "one+plus", members: [{ publicKey: "P1", privateKey: "K1" }] },
        { companyId: "two", codebase: "v2024_9/", members: [{ publicKey: "P2", privateKey: "K2" }] },
      ],
    });
    simulator.tenant("one+plus").data.addCompany({ name: "Of one" });
    const one = as({ companyId: "one+plus", publicKey: "P1", privateKey: "K1" });
    const two = as({ companyId: "two", publicKey: "P2", privateKey: "K2", codebase: "v2024_9/" });
    expect((await one.get("/company/companies/count")).json).toEqual({ count: 1 });
    expect((await two.get("/company/companies/count")).json).toEqual({ count: 0 });
    expect((await as({ companyId: "two", publicKey: "P1", privateKey: "K1", codebase: "v2024_9/" }).get("/system/info")).status).toBe(401);
  });

  it("gives each answer a request id of its own, and the model that was asked for", async () => {
    const { simulator, site } = await testSimulator();
    const first = await site.get("/system/info");
    const second = await site.get("/system/info", { headers: { accept: "application/json" } });
    expect(first.headers.get("x-cw-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers.get("x-cw-request-id")).not.toBe(first.headers.get("x-cw-request-id"));
    expect(first.headers.get("content-type")).toBe("application/vnd.connectwise.com+json; version=2025.8; charset=utf-8");
    expect(second.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(simulator.requests.list().map(({ requestId }) => requestId)).toEqual([
      first.headers.get("x-cw-request-id"),
      second.headers.get("x-cw-request-id"),
    ]);
  });

  it("answers paths and methods that are not there", async () => {
    const { simulator, site } = await testSimulator();
    expect(await site.get("/nothing/here")).toMatchObject({ status: 404, json: { message: "The endpoint does not exist." } });
    expect((await site.call("DELETE", "/company/companies/250")).status).toBe(405);
    expect((await fetch(simulator.url)).headers.get("content-type")).toContain("text/html");
    expect((await fetch(`${simulator.url}/anything`)).status).toBe(404);
  });

  it("refuses a URL over 2,000 characters in either way", async () => {
    const { simulator, site } = await testSimulator();
    const base = `${simulator.url}/v2025_1/apis/3.0/company/companies?conditions=`;
    const long = `/company/companies?conditions=${"x".repeat(2001 - base.length)}`;
    expect((await site.get(long.slice(0, -1))).status).toBe(400);
    expect(await site.get(long)).toMatchObject({ status: 414, json: undefined });
    simulator.tenant().setBehaviour({ longUrl: "404" });
    expect((await site.get(long)).status).toBe(404);
  });
});
