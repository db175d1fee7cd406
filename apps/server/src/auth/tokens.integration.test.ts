import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { describe, expect } from "vitest";
import { pushSample, testWithServer as it, type ServerFixture } from "../testing/server-fixture.ts";
import { DOCUMENT_PATH, MOVED_PATH } from "../testing/test-issuer.ts";

const CLAIMS = { sub: "anna", role: "partner", partner_id: "p1" };

async function ask(server: ServerFixture, token: string | null): Promise<string> {
  const { status, error } = await server.call("session.me", {}, { token });
  return `${status} ${error?.code ?? "OK"}${error?.reason === undefined ? "" : ` ${error.reason}`}`;
}

const GOOD = "200 OK";
const BAD = "401 UNAUTHORIZED unauthenticated";
const UNFIT = "403 FORBIDDEN forbidden";

describe("a token", () => {
  it("is good when the issuer signed it for us", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const { issuer } = server;
    expect(await ask(server, await issuer.token(CLAIMS))).toBe(GOOD);
    for (const typ of ["JWT", "jwt", "at+jwt", "application/at+jwt", undefined]) {
      expect(await ask(server, await issuer.token(CLAIMS, { header: { typ } }))).toBe(GOOD);
    }
    const several = await issuer.token(CLAIMS, { sign: (token) => token.setAudience(["other", issuer.audience]) });
    expect(await ask(server, several)).toBe(GOOD);
  });

  it("is bad in every other case", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const { issuer } = server;
    const good = await issuer.token(CLAIMS);
    const [header = "", payload = "", signature = ""] = good.split(".");
    const forged = Buffer.from(JSON.stringify({ ...CLAIMS, partner_id: "p2", iss: issuer.url, aud: issuer.audience, exp: 4e9 })).toString(
      "base64url",
    );
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt" })).toString("base64url");
    const bad: Record<string, string | null> = {
      "no token": null,
      nonsense: "nonsense",
      "five parts": "a.b.c.d.e",
      "an altered payload": [header, forged, signature].join("."),
      "no signature": [header, payload, ""].join("."),
      "alg none": `${none}.${payload}.`,
      "another audience": await issuer.token(CLAIMS, { sign: (token) => token.setAudience("other") }),
      "another issuer": await issuer.token(CLAIMS, { sign: (token) => token.setIssuer("https://evil.example") }),
      "a slash after the issuer": await issuer.token(CLAIMS, { sign: (token) => token.setIssuer(`${issuer.url}/`) }),
      expired: await issuer.token(CLAIMS, { sign: (token) => token.setExpirationTime("-1 minute") }),
      "not valid yet": await issuer.token(CLAIMS, { sign: (token) => token.setNotBefore("10 minutes") }),
      "no subject": await issuer.token({ role: "partner", partner_id: "p1" }),
      "an unfit subject": await issuer.token({ ...CLAIMS, sub: "nul\u0000" }),
      "a token for signing out": await issuer.token(CLAIMS, { header: { typ: "logout+jwt" } }),
      "a proof of a key": await issuer.token(CLAIMS, { header: { typ: "dpop+jwt" } }),
    };
    for (const [name, token] of Object.entries(bad)) expect([name, await ask(server, token)]).toEqual([name, BAD]);
  });

  it("is bad without an end", async ({ start }) => {
    const server = await start();
    const { issuer } = server;
    const header = { alg: "ES256", kid: issuer.publicJwk.kid ?? "" };
    const withoutEnd = new SignJWT(CLAIMS).setProtectedHeader(header).setIssuer(issuer.url).setAudience(issuer.audience);
    const endless = await issuer.token(CLAIMS, { sign: () => withoutEnd });
    await pushSample(server);
    expect(await ask(server, endless)).toBe(BAD);
    expect(await ask(server, await issuer.token(CLAIMS, { sign: () => withoutEnd.setExpirationTime("1 hour") }))).toBe(GOOD);
  });

  it("is bad when it was signed by somebody else, whatever key it claims or brings along", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const { issuer } = server;
    const own = await generateKeyPair("ES256", { extractable: true });
    const jwk = await exportJWK(own.publicKey);
    const sign = async (header: Record<string, unknown>, key: CryptoKey | Uint8Array): Promise<string> =>
      await new SignJWT(CLAIMS)
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", ...header })
        .setIssuer(issuer.url)
        .setAudience(issuer.audience)
        .setExpirationTime("1 hour")
        .sign(key);
    const kid = issuer.publicJwk.kid;
    const secret = new TextEncoder().encode(JSON.stringify(issuer.publicJwk));
    for (const token of [
      await sign({ kid }, own.privateKey),
      await sign({ kid: "unknown" }, own.privateKey),
      await sign({ kid, jwk }, own.privateKey),
      await sign({ kid, jku: "http://127.0.0.1:1/keys" }, own.privateKey),
      // The public key taken for a shared secret.
      await sign({ kid, alg: "HS256" }, secret),
      await sign({ alg: "HS256" }, secret),
    ]) {
      expect(await ask(server, token)).toBe(BAD);
    }
  });

  it("is good under the algorithms of the list and under no other, though its issuer uses it and the library knows it", async ({
    start,
  }) => {
    const server = await start();
    await pushSample(server);
    for (const [algorithm, expected] of [
      ["ML-DSA-44", BAD],
      ["PS256", GOOD],
      ["EdDSA", GOOD],
    ] as const) {
      await server.issuer.rotate(algorithm);
      expect([algorithm, await ask(server, await server.issuer.token(CLAIMS))]).toEqual([algorithm, expected]);
    }
  });

  it("is good, but fits nothing, where its role does not", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const { issuer } = server;
    for (const claims of [
      { sub: "a" },
      { ...CLAIMS, role: "admin" },
      { ...CLAIMS, role: ["partner"] },
      { sub: "a", role: "partner" },
      { ...CLAIMS, partner_id: "nobody" },
      { ...CLAIMS, role: "platform" },
    ]) {
      expect(await ask(server, await issuer.token(claims))).toBe(UNFIT);
    }
  });

  it("is taken from the header alone, in the one scheme there is", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const get = async (path: string, headers: Record<string, string>): Promise<number> =>
      (await fetch(`${server.url}/trpc/session.me${path}`, { headers })).status;
    expect(await get("", { authorization: `bearer ${server.partner}` })).toBe(200);
    expect(await get("", { authorization: server.partner })).toBe(401);
    expect(await get("", { authorization: `Basic ${server.partner}` })).toBe(401);
    expect(await get("", { cookie: `access_token=${server.partner}` })).toBe(401);
    expect(await get(`?access_token=${server.partner}`, {})).toBe(401);
  });
});

describe("the issuer's keys", () => {
  it("may change at any time", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const before = server.partner;
    expect(await ask(server, before)).toBe(GOOD);
    await server.issuer.rotate();
    const after = await server.issuer.token(CLAIMS);
    expect(await ask(server, after)).toBe(GOOD);
    expect(await ask(server, before)).toBe(BAD);
  });

  it("are not fetched for every token that names one nobody knows", async ({ start }) => {
    const server = await start();
    await ask(server, server.partner);
    const before = server.issuer.keyFetches;
    for (let index = 0; index < 50; index += 1) {
      expect(await ask(server, await server.issuer.token(CLAIMS, { header: { kid: `made-up-${index}` } }))).toBe(BAD);
    }
    // The budget's burst, and what it refills on a slow machine.
    expect(server.issuer.keyFetches - before).toBeLessThanOrEqual(10);
    expect(server.issuer.keyFetches - before).toBeGreaterThan(0);
  });
});

describe("an issuer that is not there", () => {
  it("leaves the server up, and is asked again by the next request", async ({ start }) => {
    const server = await start();
    const { issuer } = server;
    const unavailable = "503 SERVICE_UNAVAILABLE internal_error";
    issuer.setFault((response) => response.writeHead(502).end());
    expect(await ask(server, server.partner)).toBe(unavailable);
    expect((await server.call("platform.putPartners", { partners: [] }, { token: server.platform })).status).toBe(503);
    issuer.setFault((response) => response.destroy());
    expect(await ask(server, server.partner)).toBe(unavailable);
    issuer.setFault((response) => response.writeHead(200).end("<html>"));
    expect(await ask(server, server.partner)).toBe(unavailable);
    issuer.setFault(
      (response) => response.req.url === DOCUMENT_PATH && response.writeHead(302, { location: `${issuer.url}${MOVED_PATH}` }).end(),
    );
    expect(await ask(server, server.partner)).toBe(unavailable);
    issuer.setFault(undefined);
    issuer.setDocument({ issuer: "https://evil.example" });
    expect(await ask(server, server.partner)).toBe(unavailable);
    issuer.setDocument({ jwks_uri: "http://keys.example.com/keys" });
    expect(await ask(server, server.partner)).toBe(unavailable);
    issuer.setDocument({ jwks_uri: `${issuer.url}/elsewhere` });
    expect(await ask(server, server.partner)).toBe(unavailable);
    issuer.setDocument({});
    await pushSample(server);
    expect(await ask(server, server.partner)).toBe(GOOD);
    // Without a token there is nothing to ask it.
    issuer.setFault((response) => response.destroy());
    expect(await ask(server, null)).toBe(BAD);
    expect(await ask(server, server.partner)).toBe(GOOD);
  });
});
