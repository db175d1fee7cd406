import { failureOf } from "@integrations/provider-kit/testing";
import { describe, expect, it } from "vitest";
import { AUTOTASK_PERMISSIONS } from "./definition/permissions.ts";
import { autotask } from "./provider.ts";
import { GOOD_CONFIG, openLineScene, openScene, USER } from "./testing/test-scene.ts";

describe("the zone", () => {
  it("is asked for once without credentials, remembered, and asked for again by a check", async () => {
    const scene = await openScene();
    const zoneCalls = (): number => scene.simulator.requests.list({ path: "/zoneInformation" }).length;
    await scene.session().readProducts(["9001"]);
    await scene.session().readProducts(["9001"]);
    expect(zoneCalls()).toBe(1);
    await scene.session().checkAccess();
    expect(zoneCalls()).toBe(2);
    const [asked] = scene.simulator.requests.list({ path: "/zoneInformation" });
    expect(asked?.headers).not.toHaveProperty("secret");
    expect(asked?.headers).not.toHaveProperty("apiintegrationcode");
    expect(asked?.url).toContain(`user=${encodeURIComponent(USER.userName)}`);
    expect(scene.memory.value).toMatchObject({
      zone: { userName: USER.userName, apiHost: scene.simulator.site, basePath: "/atservicesrest" },
    });
  });

  it.each([
    "https://evil.example/atservicesrest/",
    "http://webservices3.autotask.net/atservicesrest/",
    "https://webservices3.autotask.net.evil.example/atservicesrest/",
    "https://autotask.net/atservicesrest/",
    "https://user@webservices3.autotask.net/atservicesrest/",
    "https://webservices3.autotask.net/../x/",
    "http://169.254.169.254/",
    "",
  ])("%j is not spoken to", async (zoneUrl) => {
    const scene = await openScene({ tenant: { zoneUrl } });
    const error = await failureOf(scene.session().checkAccess());
    expect(error).toMatchObject({ code: "rejected", reason: "site_not_allowed", retryable: false });
    expect(scene.simulator.requests.list().map((request) => request.path)).toEqual(["/zoneInformation"]);
  });

  it("that is remembered is not trusted for being remembered", async () => {
    const scene = await openScene();
    scene.memory.value = { zone: { userName: USER.userName, apiHost: "evil.example", basePath: "/atservicesrest", ci: 1 } };
    expect(await scene.session().readProducts(["9001"])).toEqual([]);
    expect(scene.memory.value).toMatchObject({ zone: { apiHost: scene.simulator.site } });
  });

  it("of another user, and a broken memory, are not used", async () => {
    for (const value of [{ zone: { userName: "other", apiHost: "webservices1.autotask.net", basePath: "", ci: 1 } }, "text", [1], 5]) {
      const scene = await openScene();
      scene.memory.value = value;
      expect(await scene.session().readProducts(["9001"])).toEqual([]);
    }
  });

  it("is found again where the database has moved", async () => {
    const scene = await openLineScene();
    const session = scene.session();
    expect(await session.listAgreements(String(scene.companyId))).toHaveLength(1);
    const { site } = scene.simulator;
    scene.memory.value = { zone: { userName: USER.userName, apiHost: site, basePath: "/old", ci: 1 } };
    expect(await scene.session().listAgreements(String(scene.companyId))).toHaveLength(1);
    expect(scene.memory.value).toMatchObject({ zone: { basePath: "/atservicesrest" } });
  });

  it("that still is what it was makes a missing endpoint an answer that makes no sense", async () => {
    const scene = await openScene();
    scene.simulator.faults.inject({ match: { path: "/Services/query" }, fault: { kind: "status", status: 404 } });
    expect(await failureOf(scene.session().readProducts(["9001"]))).toMatchObject({ code: "invalid_response", retryable: false });
    expect(scene.simulator.requests.list({ path: "/zoneInformation" })).toHaveLength(2);
  });

  it("that nobody answers for is told as a site that cannot be reached", async () => {
    const scene = await openScene();
    await scene.simulator.stopListening();
    expect(await failureOf(scene.session().checkAccess())).toMatchObject({ code: "unavailable", reason: "site_unreachable" });
  });
});

describe("the keys", () => {
  it.each([
    ["a wrong secret", { ...GOOD_CONFIG, secret: "wrong" }],
    ["an unknown user", { ...GOOD_CONFIG, userName: "nobody" }],
    ["a wrong tracking identifier", { ...GOOD_CONFIG, integrationCode: "WRONG" }],
    ["characters no header carries", { ...GOOD_CONFIG, secret: "schlüssel…" }],
  ])("with %s are refused, and not tried again", async (_what, config) => {
    const scene = await openScene({ tenant: { integrationCodes: ["TRACKINGOFACME"] } });
    const session = scene.session({ config });
    expect(await failureOf(session.checkAccess())).toMatchObject({ code: "credentials_refused", retryable: false });
    const sent = scene.simulator.requests.count;
    expect(await failureOf(session.searchCompanies({ search: "acme" }))).toMatchObject({ code: "credentials_refused" });
    expect(scene.simulator.requests.count).toBe(sent);
  });

  it("go with the platform's own tracking identifier where the partner has none", async () => {
    const scene = await openScene({
      tenant: { integrationCodes: ["PLATFORM"] },
      environment: { AUTOTASK_INTEGRATION_CODE: "PLATFORM" },
    });
    expect(await scene.session({ config: { ...USER } }).checkAccess()).toMatchObject({ ok: true });
  });

  it("without any tracking identifier send nothing, and say what to do", async () => {
    const scene = await openScene();
    const error = await failureOf(scene.session({ config: { ...USER } }).readProducts(["1"]));
    expect(error).toMatchObject({ code: "rejected", reason: "invalid_input" });
    expect(error.detail).toContain("Enter the tracking identifier");
    expect(scene.simulator.requests.count).toBe(0);
  });

  it("with the platform's tracking identifier refused are the operator's trouble, not the partner's", async () => {
    const scene = await openScene({ tenant: { integrationCodes: ["OTHER"] }, environment: { AUTOTASK_INTEGRATION_CODE: "PLATFORM" } });
    const error = await failureOf(scene.session({ config: { ...USER } }).checkAccess());
    expect(error.code).toBe("rejected");
    expect(error.detail).toContain("AUTOTASK_INTEGRATION_CODE");
  });
});

describe("a check", () => {
  it("tells each missing right, in the zone, and writes nothing", async () => {
    const scene = await openScene();
    const full = await scene.session().checkAccess();
    expect(full.ok).toBe(true);
    expect(full.permissions.map((each) => each.ok)).toEqual(AUTOTASK_PERMISSIONS.map(() => true));
    scene.simulator.tenant().changeUser(USER.userName, { level: { ContractServiceAdjustments: { create: "None" } } });
    const report = await scene.session().checkAccess();
    expect(report.ok).toBe(false);
    expect(report.permissions.filter((each) => each.ok !== true).map((each) => each.id)).toEqual(["contract-service-adjustments-create"]);
    expect(scene.simulator.requests.list().every((request) => request.method === "GET")).toBe(true);
  });

  it("takes a restricted right for one, and an optional one as not needed", async () => {
    const scene = await openScene();
    scene.simulator
      .tenant()
      .changeUser(USER.userName, { level: { Contracts: { query: "Restricted" }, ServiceBundles: { query: "None" } } });
    const report = await scene.session().checkAccess();
    expect(report.ok).toBe(true);
    expect(report.permissions.filter((each) => each.ok !== true).map((each) => each.id)).toEqual(["service-bundles-query"]);
  });

  it("takes an entity that may not even be asked about for one that is not allowed", async () => {
    const scene = await openScene();
    scene.simulator.faults.inject({ match: { path: "/Services/entityInformation" }, fault: { kind: "status", status: 403 } });
    const report = await scene.session().checkAccess();
    expect(report.permissions.filter((each) => each.ok !== true).map((each) => each.id)).toEqual(["services-query"]);
  });

  it.each(["403", "500"] as const)("left out, a right that is missing shows at the call (%s)", async (notPermitted) => {
    const scene = await openLineScene({ tenant: { behaviour: { notPermitted } } });
    const session = scene.session();
    const line = await scene.line(session);
    scene.simulator.tenant().changeUser(USER.userName, { level: { ContractServiceAdjustments: { create: "None" } } });
    const error = await failureOf(session.setQuantity({ line, quantity: 12, asOf: "2026-03-10" }));
    expect(error).toMatchObject({ code: "permission_missing", effect: "none" });
    expect(scene.finalUnits()).toBe(10);
  });
});

describe("the declaration", () => {
  it("keeps the keys of its permissions out of what is shown", () => {
    expect(Object.keys(autotask.permissions[0] ?? {}).toSorted()).toEqual(
      ["checkable", "id", "level", "module", "neededFor", "permission", "required", "why"].toSorted(),
    );
  });
});
