import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from "jose";

/** An issuer of tokens that a test can bend in every way. */
export interface TestIssuer {
  readonly url: string;
  readonly audience: string;
  /** How often its keys were fetched. */
  readonly keyFetches: number;
  /** The key that tokens are signed with, as everybody can see it. */
  readonly publicJwk: JWK;
  /** A good token with these claims; `header` and `sign` bend it. */
  token(
    claims: JWTPayload,
    bend?: { readonly header?: Record<string, unknown>; readonly sign?: (token: SignJWT) => SignJWT },
  ): Promise<string>;
  /** Signs with a new key (ES256 where nothing is said) from now on; the old one is no longer published. */
  rotate(algorithm?: string): Promise<void>;
  /** Answers with this to everything while it is set, except where it says false. */
  setFault(fault: Fault | undefined): void;
  /** Overwrites parts of the discovery document. */
  setDocument(changes: Record<string, unknown>): void;
  close(): Promise<void>;
}

type Fault = (response: ServerResponse) => unknown;

export const DOCUMENT_PATH = "/.well-known/openid-configuration";
/** Has the document too, for whoever follows a redirect. */
export const MOVED_PATH = "/moved";

const AUDIENCE = "integrations-api";

export async function startTestIssuer(): Promise<TestIssuer> {
  let key = await newKey("key-1");
  let keyFetches = 0;
  let fault: Fault | undefined;
  let changes: Record<string, unknown> = {};
  const server = createServer((request, response) => {
    if (fault !== undefined && fault(response) !== false) return;
    const json = (body: unknown): void => void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.url === DOCUMENT_PATH || request.url === MOVED_PATH) return json({ ...documentOf(url), ...changes });
    if (request.url !== "/keys") return void response.writeHead(404).end();
    keyFetches += 1;
    return json({ keys: [key.jwk] });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    audience: AUDIENCE,
    get keyFetches() {
      return keyFetches;
    },
    get publicJwk() {
      return key.jwk;
    },
    token: async (claims, { header = {}, sign = (token: SignJWT) => token } = {}) => {
      const token = new SignJWT(claims)
        .setProtectedHeader({ alg: key.jwk.alg ?? "", kid: key.jwk.kid ?? "", typ: "at+jwt", ...header })
        .setIssuer(url)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime("10 minutes");
      return await sign(token).sign(key.privateKey);
    },
    rotate: async (algorithm) => {
      key = await newKey(`key-${keyFetches + 2}-${Date.now()}`, algorithm);
    },
    setFault: (given) => {
      fault = given;
    },
    setDocument: (given) => {
      changes = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function documentOf(url: string): Record<string, unknown> {
  return {
    issuer: url,
    jwks_uri: `${url}/keys`,
    authorization_endpoint: "https://login.example.com/authorize",
    token_endpoint: `${url}/token`,
  };
}

async function newKey(kid: string, alg = "ES256"): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}
