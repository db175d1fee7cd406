import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";

/** An OpenID Connect issuer that has nothing to do with the demo's: discovery document, keys, tokens with any claims. */
export interface ForeignIssuer {
  readonly url: string;
  readonly audience: string;
  token(claims: JWTPayload & { readonly sub: string }): Promise<string>;
  close(): Promise<void>;
}

export async function startForeignIssuer(audience = "https://api.console.example"): Promise<ForeignIssuer> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "foreign-1", alg: "ES256", use: "sig" };
  let url = "";
  const documents: Record<string, () => unknown> = {
    "/.well-known/openid-configuration": () => ({
      issuer: url,
      jwks_uri: `${url}/keys`,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256"],
    }),
    "/keys": () => ({ keys: [jwk] }),
  };
  const server = createServer((request, response) => {
    const document = documents[request.url ?? ""];
    response.writeHead(document === undefined ? 404 : 200, { "content-type": "application/json" }).end(JSON.stringify(document?.() ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    audience,
    token: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "ES256", kid: "foreign-1", typ: "at+jwt" })
        .setIssuer(url)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime("10 minutes")
        .sign(privateKey),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
