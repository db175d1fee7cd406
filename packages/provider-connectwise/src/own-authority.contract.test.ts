import { failureOf, selfSigned, type SelfSigned, testAuthority } from "@integrations/provider-kit/testing";
import { describe, expect, it } from "vitest";
import { GOOD_CONFIG, openScene, type TestScene } from "./testing/test-scene.ts";
import { tlsSite, type TlsSite } from "./testing/tls-site.ts";

const NAME = "psa.example.com";

interface OwnSite {
  readonly scene: TestScene;
  readonly front: TlsSite;
  check(changes: Readonly<Record<string, string | boolean>>): Promise<boolean>;
}

/** A ConnectWise on a partner's own server, with a certificate that no public authority signed. */
async function ownSite(tls: SelfSigned): Promise<OwnSite> {
  let address = "";
  const scene = await openScene({
    runtime: { resolver: async () => [{ address, family: 4 }], isPublic: (candidate) => candidate === address },
  });
  const front = await tlsSite(scene.simulator.site, tls);
  address = front.address;
  const config = { ...GOOD_CONFIG, useCustomSite: true, site: `${NAME}:${front.port}` };
  const check: OwnSite["check"] = async (changes) =>
    (await scene.session({ config: { ...config, ...changes }, patience: "interactive" }).checkAccess()).ok;
  return { scene, front, check };
}

describe("a site with a certificate of its own authority", () => {
  it("is refused with a sentence about it as long as nobody vouches for the authority, and before the keys are sent", async () => {
    const authority = testAuthority();
    const { check, front, scene } = await ownSite(authority.sign([NAME]));
    const error = await failureOf(check({}));
    expect(error).toMatchObject({
      reason: "site_unreachable",
      detail: `The certificate of ${NAME} is not from an authority that is trusted here (UNABLE_TO_VERIFY_LEAF_SIGNATURE).`,
    });
    await failureOf(check({ siteCertificate: testAuthority().certificate }));
    expect(front.received()).toBe(0);
    expect(scene.simulator.requests.count).toBe(0);
  });

  it("is spoken to by the connection that trusts the authority, and by no other beside it", async () => {
    const authority = testAuthority();
    const { check, front } = await ownSite(authority.sign([NAME]));
    const siteCertificate = authority.certificate;
    expect(await check({ siteCertificate })).toBe(true);
    const received = front.received();
    expect(received).toBeGreaterThan(0);
    // While the first one's connections are still open.
    await failureOf(check({}));
    await failureOf(check({ siteCertificate: testAuthority("Another").certificate }));
    expect(front.received()).toBe(received);
    expect(await check({ siteCertificate: testAuthority("Another").certificate + siteCertificate })).toBe(true);
  });

  it("is refused under another name than its certificate has, though the authority is trusted", async () => {
    const authority = testAuthority();
    const { check, front } = await ownSite(authority.sign(["other.example.com"]));
    const error = await failureOf(check({ siteCertificate: authority.certificate }));
    expect(error).toMatchObject({ reason: "site_unreachable", detail: `The certificate of ${NAME} is for another host name.` });
    expect(front.received()).toBe(0);
  });

  it("may have signed its certificate itself", async () => {
    const tls = selfSigned([NAME]);
    const { check } = await ownSite(tls);
    expect(await failureOf(check({}))).toMatchObject({ reason: "site_unreachable" });
    expect(await check({ siteCertificate: tls.certificate })).toBe(true);
  });

  it("is trusted for a custom site only", async () => {
    const authority = testAuthority();
    const { check, front } = await ownSite(authority.sign([NAME]));
    expect(await check({ useCustomSite: false, siteCertificate: authority.certificate })).toBe(true);
    expect(front.received()).toBe(0);
  });
});
