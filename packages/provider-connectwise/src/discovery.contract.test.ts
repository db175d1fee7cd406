import { startConnectWiseSimulator, type Simulator } from "@integrations/connectwise-simulator";
import { failureOf } from "@integrations/provider-kit/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { GOOD_CONFIG, openScene } from "./testing/test-scene.ts";

/** A region of the cloud that does not know the company id. */
async function otherRegion(unknownCompany: "null" | "404" = "null"): Promise<Simulator> {
  const region = await startConnectWiseSimulator({ controlPort: false, tenants: [{ companyId: "someone_else" }], unknownCompany });
  onTestFinished(() => region.close());
  return region;
}

const NOBODY_LISTENS = "127.0.0.1:9";
const DISCOVERY = "GET /login/companyinfo/acme_c";
const CHECK = ["GET /company/companies", "GET /procurement/catalog", "GET /finance/agreements"];

describe("finding the site", () => {
  it("asks without credentials, and goes to the discovered codebase", async () => {
    const { session, simulator, calls } = await openScene({ tenant: { codebase: "v2024_9/" } });
    expect((await session().checkAccess()).ok).toBe(true);
    expect(calls().toSorted()).toEqual([DISCOVERY, ...CHECK].toSorted());
    const [discovery, ...others] = simulator.requests.list();
    expect(discovery?.headers).not.toHaveProperty("authorization");
    expect(discovery?.headers).not.toHaveProperty("clientid");
    expect(others.every((request) => request.url.startsWith("/v2024_9/apis/3.0/"))).toBe(true);
    expect(others.every((request) => request.headers["accept"] === "application/vnd.connectwise.com+json; version=2025.8")).toBe(true);
  });

  it.each(["null", "404"] as const)(
    "tries the regions until one knows the company id (unknown is answered with %s)",
    async (unknownCompany) => {
      const [first, last] = [await otherRegion(unknownCompany), await otherRegion()];
      const { session, calls, memory } = await openScene({ cloudSites: ({ site }) => [first.site, site, last.site] });
      await session().checkAccess();
      expect(first.requests.count).toBe(1);
      expect(last.requests.count).toBe(0);
      calls();

      // The next session goes there at once.
      await session().readAgreements(["1"]);
      expect(first.requests.count).toBe(1);
      expect(calls()).toEqual(["GET /finance/agreements"]);
      expect(memory.value).toMatchObject({ companyId: "acme_c", codebase: "v2025_1/" });
    },
  );

  it("finds the company in a later region while an earlier one is down", async () => {
    const { session } = await openScene({ cloudSites: ({ site }) => [NOBODY_LISTENS, site] });
    expect((await session().checkAccess()).ok).toBe(true);
  });

  it("gets through a site of one's own that answers with faults for a while", async () => {
    const { session, simulator } = await openScene();
    simulator.faults.inject({ match: { path: "/login/**" }, times: 8, fault: { kind: "status", status: 503 } });
    expect((await session().checkAccess()).ok).toBe(true);
  });

  it("says that the company id is unknown only where every region answered", async () => {
    const region = await otherRegion();
    const config = { ...GOOD_CONFIG, companyId: "nobody" };
    const { session } = await openScene({ cloudSites: ({ site }) => [site, region.site] });
    const error = await failureOf(session({ config }).checkAccess());
    expect(error).toMatchObject({ code: "credentials_refused", detail: 'No ConnectWise site knows the company ID "nobody".' });

    const other = await openScene({ cloudSites: ({ site }) => [site, NOBODY_LISTENS] });
    expect(await failureOf(other.session({ config }).checkAccess())).toMatchObject({
      code: "unavailable",
      reason: "site_unreachable",
      detail: `${NOBODY_LISTENS} cannot be reached, or does not answer in time.`,
    });
  });

  it("asks for a company id nobody knows once per session", async () => {
    const { session, simulator } = await openScene();
    const open = session({ config: { ...GOOD_CONFIG, companyId: "nobody" } });
    await failureOf(open.checkAccess());
    await failureOf(open.readAgreements(["1"]));
    await failureOf(open.searchCompanies({ search: "acme" }));
    expect(simulator.requests.count).toBe(1);
  });

  it.each(["../../x", "..", ".", "a/b", "a\\b", ""])("sends nothing for the company id %j", async (companyId) => {
    const { session, simulator } = await openScene();
    expect(await failureOf(session({ config: { ...GOOD_CONFIG, companyId } }).checkAccess())).toMatchObject({
      code: "rejected",
      reason: "invalid_input",
    });
    expect(simulator.requests.count).toBe(0);
  });

  it("keeps a strange company id one path segment", async () => {
    const { session, simulator } = await openScene();
    await failureOf(session({ config: { ...GOOD_CONFIG, companyId: "a b?c#d%2e%2e&e" } }).checkAccess());
    expect(simulator.requests.list().map((request) => request.url)).toEqual(["/login/companyinfo/a%20b%3Fc%23d%252e%252e%26e"]);
  });

  it.each([
    ["an HTML page", { kind: "garble", how: "html" } as const],
    ["cut JSON", { kind: "garble", how: "truncated" } as const],
    ["nothing", { kind: "garble", how: "empty" } as const],
    ["a redirect", { kind: "redirect", to: { url: "http://127.0.0.1:1/evil" } } as const],
    ["a refusal", { kind: "status", status: 403 } as const],
    ["a fault", { kind: "status", status: 503 } as const],
    ["silence", { kind: "hang" } as const],
  ])("calls a site that answers with %s one that cannot be reached as such", async (_what, fault) => {
    const { session, simulator, calls } = await openScene({ runtime: { outboundLimits: { answerTimeoutMs: 100 } } });
    simulator.faults.inject({ fault });
    const error = await failureOf(session({ patience: "interactive" }).checkAccess());
    expect(error.reason).toBe("site_unreachable");
    expect(error.detail).toContain(simulator.site);
    expect(calls().every((call) => call === DISCOVERY)).toBe(true);
  });
});

describe("a custom site", () => {
  it("is the only one asked", async () => {
    const region = await otherRegion();
    const scene = await openScene({ cloudSites: () => [region.site], tenant: { isCloud: false } });
    const config = { ...GOOD_CONFIG, useCustomSite: true, site: scene.simulator.site };
    expect((await scene.session({ config }).checkAccess()).ok).toBe(true);
    expect(region.requests.count).toBe(0);
    expect(scene.simulator.requests.last()?.url).toContain("/v4_6_release/apis/3.0/");
  });

  it.each(["10.0.0.1", "169.254.169.254", "localhost:8080", "psa.example.com:22", "2130706433"])("cannot be %s", async (site) => {
    const { session, simulator } = await openScene();
    const error = await failureOf(session({ config: { ...GOOD_CONFIG, useCustomSite: true, site } }).checkAccess());
    expect(error).toMatchObject({ code: "rejected", reason: "site_not_allowed" });
    expect(simulator.requests.count).toBe(0);
  });

  it("cannot be where nobody answers", async () => {
    const { session } = await openScene({ cloudSites: ({ site }) => [site, NOBODY_LISTENS] });
    const error = await failureOf(session({ config: { ...GOOD_CONFIG, useCustomSite: true, site: NOBODY_LISTENS } }).checkAccess());
    expect(error).toMatchObject({ code: "unavailable", reason: "site_unreachable" });
  });
});

describe("the API host", () => {
  it("is the site where discovery names it or nothing", async () => {
    for (const siteUrl of ["self", undefined]) {
      const { session } = await openScene({ tenant: siteUrl === undefined ? {} : { siteUrl } });
      expect((await session().checkAccess()).ok).toBe(true);
    }
  });

  it("is never somebody the partner did not name: the keys stay here", async () => {
    const thief = await otherRegion();
    const scene = await openScene({ tenant: { siteUrl: thief.site }, alsoAllowed: [thief.site] });
    const config = { ...GOOD_CONFIG, useCustomSite: true, site: scene.simulator.site };
    const error = await failureOf(scene.session({ config }).checkAccess());
    expect(error).toMatchObject({ code: "rejected", reason: "site_not_allowed" });
    expect(thief.requests.count).toBe(0);
    expect(scene.calls()).toEqual([DISCOVERY]);
    expect(scene.memory.value).toBeUndefined();
  });
});

describe("what is remembered", () => {
  it.each([
    ["another company", (site: string) => ({ companyId: "other", site, apiHost: site })],
    ["a site that is not tried any more", (_site: string, thief: string) => ({ companyId: "acme_c", site: thief, apiHost: thief })],
    ["an API host the rule does not give", (site: string, thief: string) => ({ companyId: "acme_c", site, apiHost: thief })],
    ["nothing of use", () => ({ nonsense: true })],
  ])("about %s is not trusted with the keys", async (_what, memoryOf) => {
    const thief = await otherRegion();
    const { session, simulator, memory, calls } = await openScene({ alsoAllowed: [thief.site] });
    memory.value = { codebase: "v2025_1/", isCloud: true, ...memoryOf(simulator.site, thief.site) };
    expect(await session().readAgreements(["1"])).toEqual([]);
    expect(calls()).toEqual([DISCOVERY, "GET /finance/agreements"]);
    expect(thief.requests.count).toBe(0);
  });

  it("is lost without harm", async () => {
    const scene = await openScene();
    scene.memory.read = () => Promise.reject(new Error("The database is away."));
    scene.memory.write = () => Promise.reject(new Error("The database is away."));
    expect((await scene.session().checkAccess()).ok).toBe(true);
    expect(scene.logger.lines.filter((line) => line.level === "warn").map((line) => line.message)).toEqual([
      "The site could not be remembered",
    ]);
    await scene.session().readAgreements(["1"]);
  });
});

describe("a new codebase", () => {
  it("is found out once by many calls that fail together, and each call is sent once more", async () => {
    const { session, simulator, calls, memory } = await openScene();
    const company = simulator.data.addCompany({ name: "Acme" });
    const agreements = Array.from({ length: 30 }, () => simulator.data.addAgreement({ companyId: company.id, name: "A" }));
    const open = session();
    await open.readAgreements([String(agreements[0]?.id)]);
    calls();
    simulator.tenant().codebase = "v2025_2/";

    let read = 0;
    for await (const { lines } of open.readLines(
      agreements.map(({ id }) => String(id)),
      { asOf: "2026-03-10" },
    )) {
      expect(lines).toEqual([]);
      read += 1;
    }
    expect(read).toBe(30);
    const made = calls();
    expect(made.filter((call) => call === DISCOVERY)).toHaveLength(1);
    expect(made.length).toBeLessThanOrEqual(30 + 20 + 1);
    expect(memory.value).toMatchObject({ codebase: "v2025_2/" });
  });

  it("does not stop a write, which is done once", async () => {
    const { session, simulator, calls } = await openScene();
    const company = simulator.data.addCompany({ name: "Acme" });
    const agreement = simulator.data.addAgreement({ companyId: company.id, name: "A", startDate: "2026-01-01T00:00:00Z" });
    const product = simulator.data.addProduct({ identifier: "P" });
    const open = session();
    const [read] = await open.readAgreements([String(agreement.id)]);
    simulator.tenant().codebase = "v2025_2/";
    if (read === undefined) throw new Error("The agreement was not read.");
    await open.addLine({ agreement: read, productId: String(product.id), quantity: 3, effectiveOn: "2026-03-10" });
    expect(simulator.data.lines(agreement.id).map((line) => line.quantity)).toEqual([3]);
    expect(calls().filter((call) => call.startsWith("POST"))).toHaveLength(2);
  });

  it("that has not changed is an error, not a gone record, and is not looked for by every call", async () => {
    const { session, simulator, calls } = await openScene();
    const open = session();
    await open.readAgreements(["1"]);
    simulator.faults.inject({
      match: { path: "/finance/**" },
      fault: { kind: "status", status: 404, json: { code: "ConnectWiseApi", message: "The endpoint does not exist." } },
    });
    calls();
    const results = [];
    for await (const result of open.readLines(["1", "2", "3"], { asOf: "2026-03-10" })) results.push(result.error?.code);
    expect(results).toEqual(["invalid_response", "invalid_response", "invalid_response"]);
    expect(calls().filter((call) => call === DISCOVERY)).toHaveLength(1);
  });
});

describe("refused keys", () => {
  it.each(["unauthorized", "user-not-authenticated", "404"] as const)(
    "are told as such where the site answers %s",
    async (badCredentials) => {
      const { session, simulator } = await openScene({ tenant: { behaviour: { badCredentials }, isCloud: true } });
      const config = { ...GOOD_CONFIG, privateKey: "WrongPrivateKey1" };
      const checking = session({ config });
      expect(await failureOf(checking.checkAccess())).toMatchObject({ code: "credentials_refused", retryable: false });
      const sent = simulator.requests.count;
      expect(await failureOf(checking.readAgreements(["1"]))).toMatchObject({ code: "credentials_refused" });
      expect(simulator.requests.count).toBe(sent);
      expect(await failureOf(session({ config }).readAgreements(["1"]))).toMatchObject({ code: "credentials_refused" });
    },
  );

  it("are not guessed from a 404 on a site of one's own", async () => {
    const scene = await openScene({ tenant: { isCloud: false } });
    scene.simulator.faults.inject({ match: { path: "/company/**" }, fault: { kind: "status", status: 404 } });
    expect(await failureOf(scene.session().checkAccess())).toMatchObject({ code: "invalid_response" });
  });

  it("are not guessed from a 404 after something succeeded", async () => {
    const { session, simulator } = await openScene();
    const open = session();
    await open.checkAccess();
    simulator.faults.inject({ match: { path: "/finance/agreements" }, fault: { kind: "status", status: 404 } });
    expect(await failureOf(open.readAgreements(["1"]))).toMatchObject({ code: "invalid_response" });
  });
});

describe("this platform's clientId", () => {
  it.each(["json", "text"] as const)("that ConnectWise does not know is told to the operator (%s)", async (badClientId) => {
    const { session } = await openScene({
      tenant: { behaviour: { badClientId } },
      simulator: { clientIds: ["11111111-1111-4111-8111-111111111111"] },
    });
    const error = await failureOf(session().checkAccess());
    expect(error.code).toBe("rejected");
    expect(error.detail).toContain("CONNECTWISE_CLIENT_ID");
  });
});
