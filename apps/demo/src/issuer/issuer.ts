import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { generateKeyPair, exportJWK } from "jose";
import { Provider, type ClientMetadata, type Configuration } from "oidc-provider";
import type { MachineAccount, SampleAccount } from "./accounts.ts";
import { handleInteraction } from "./interaction.ts";
import { renderSignOutPage } from "./sign-out-page.ts";

export interface IssuerOptions {
  /** Port on 127.0.0.1. */
  readonly port: number;
  readonly audience: string;
  /** Client id of the web UI. */
  readonly webClientId: string;
  /** Where the web UI runs, such as `http://127.0.0.1:3000`. */
  readonly webOrigins: readonly string[];
  /** Who can sign in. */
  readonly accounts: readonly SampleAccount[];
  /** Programs, with the secret of each. */
  readonly machines: ReadonlyArray<MachineAccount & { readonly secret: string }>;
}

export interface Issuer {
  readonly url: string;
  close(): Promise<void>;
}

const SCOPE = "integrations";
/** The protocol wants a URI here; the audience in the token is whatever the server expects. */
const RESOURCE = "urn:integrations-platform:api";
const HOUR_SECONDS = 3600;

/** An OpenID Connect issuer with sample accounts: authorization code with PKCE for people, client credentials for machines. */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  const url = `http://127.0.0.1:${options.port}`;
  const provider = new Provider(url, await configuration(options));
  const server = createServer((request, response) => {
    if (!handleInteraction(provider, options.accounts, request, response)) void provider.callback()(request, response);
  });
  await listen(server, options.port);
  return {
    url,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function configuration(options: IssuerOptions): Promise<Configuration> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    clients: [webClient(options), ...options.machines.map(({ id, secret }) => machineClient(id, secret))],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: "sig", alg: "RS256", kid: "demo" }] },
    cookies: { keys: [randomBytes(24).toString("base64url")] },
    scopes: ["openid", "offline_access", SCOPE],
    claims: { openid: ["sub"], profile: ["name"] },
    pkce: { required: () => true },
    clientBasedCORS: (_ctx, origin) => options.webOrigins.includes(origin),
    issueRefreshToken: (_ctx, client) => Promise.resolve(client.grantTypeAllowed("refresh_token")),
    ttl: {
      AccessToken: HOUR_SECONDS,
      ClientCredentials: HOUR_SECONDS,
      Interaction: HOUR_SECONDS,
      Session: 24 * HOUR_SECONDS,
      Grant: 24 * HOUR_SECONDS,
      RefreshToken: 24 * HOUR_SECONDS,
      IdToken: HOUR_SECONDS,
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = renderSignOutPage(form);
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: SCOPE,
          audience: options.audience,
          accessTokenFormat: "jwt",
          accessTokenTTL: HOUR_SECONDS,
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    findAccount: (_ctx, id) => {
      const account = options.accounts.find((each) => each.id === id);
      return account && { accountId: account.id, claims: () => ({ sub: account.id, name: account.name }) };
    },
    extraTokenClaims: (_ctx, token) => {
      if ("accountId" in token) {
        const account = options.accounts.find(({ id }) => id === token.accountId);
        // Sample people are called by their addresses.
        return account && { ...account.claims, email: account.id, email_verified: true };
      }
      return options.machines.find((machine) => machine.id === token.clientId)?.claims;
    },
    // The demo's own web UI is the only client that asks a person; it needs no consent page.
    loadExistingGrant: async (ctx) => {
      const { oidc } = ctx;
      if (oidc.client === undefined || oidc.session?.accountId === undefined) return undefined;
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope(`openid profile offline_access ${SCOPE}`);
      grant.addResourceScope(RESOURCE, SCOPE);
      await grant.save();
      return grant;
    },
  };
}

function webClient(options: IssuerOptions): ClientMetadata {
  return {
    client_id: options.webClientId,
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    redirect_uris: options.webOrigins.flatMap((origin) => [
      `${origin}/sign-in/callback`,
      `${origin}/sign-in/silent`,
      `${origin}/sign-in/popup`,
    ]),
    post_logout_redirect_uris: options.webOrigins.map((origin) => `${origin}/`),
    scope: `openid profile offline_access ${SCOPE}`,
  };
}

function machineClient(id: string, secret: string): ClientMetadata {
  return { client_id: id, client_secret: secret, grant_types: ["client_credentials"], response_types: [], redirect_uris: [], scope: SCOPE };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}
