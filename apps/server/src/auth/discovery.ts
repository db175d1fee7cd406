import { z } from "zod";
import { IssuerUnavailable } from "./issuer-unavailable.ts";

/** What is used of an issuer's discovery document. */
export interface DiscoveryDocument {
  readonly jwksUri: URL;
  /** Where a browser has to go or to ask. */
  readonly origins: readonly string[];
}

const TIMEOUT_MS = 5000;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const documentSchema = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url().optional(),
  token_endpoint: z.url().optional(),
  userinfo_endpoint: z.url().optional(),
  end_session_endpoint: z.url().optional(),
});

/**
 * Asks the issuer where its keys are.
 * @throws IssuerUnavailable where it does not answer, or not with its own document
 */
export async function discover(issuer: string): Promise<DiscoveryDocument> {
  const document = await readDocument(issuer);
  if (document.issuer !== issuer) {
    throw new IssuerUnavailable(`The discovery document is that of ${JSON.stringify(document.issuer)}, not of ${issuer}.`);
  }
  const jwksUri = new URL(document.jwks_uri);
  if (jwksUri.protocol !== "https:" && !(jwksUri.protocol === "http:" && LOOPBACK.has(jwksUri.hostname))) {
    throw new IssuerUnavailable("The issuer's keys are to be fetched over plain HTTP.");
  }
  const { authorization_endpoint, token_endpoint, userinfo_endpoint, end_session_endpoint } = document;
  const endpoints = [issuer, authorization_endpoint, token_endpoint, userinfo_endpoint, end_session_endpoint];
  const origins = endpoints.filter((url) => url !== undefined).map((url) => new URL(url).origin);
  return { jwksUri, origins: [...new Set(origins)] };
}

async function readDocument(issuer: string): Promise<z.infer<typeof documentSchema>> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      // The document says whom to trust, so it comes from the address that was configured and from no other.
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return documentSchema.parse(await response.json());
  } catch (error) {
    throw new IssuerUnavailable(`The discovery document of ${issuer} cannot be read.`, { cause: error });
  }
}
