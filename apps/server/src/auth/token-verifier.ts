import type { Principal } from "@integrations/api";
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyResult } from "jose";
import { discover, type DiscoveryDocument } from "./discovery.ts";
import { IssuerUnavailable } from "./issuer-unavailable.ts";
import { createRefetchBudget } from "./refetch-budget.ts";

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Milliseconds; for the budget of refetches only. */
  readonly now?: () => number;
}

/** Says whom an access token names. Asks the issuer when the first token comes, so that the server may start before it. */
export interface TokenVerifier {
  /**
   * @returns null where the token is not good, for whatever reason
   * @throws IssuerUnavailable
   */
  verify(token: string): Promise<Principal | null>;
  /** Asks the issuer where people sign in, unless that is known; does nothing where it is not there. */
  learn(): Promise<void>;
  /** Where people sign in, as far as it is known by now. */
  readonly browserOrigins: readonly string[];
}

/** Public-key signatures only: a shared secret would make the issuer's public key a password. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
const TYPES = new Set(["at+jwt", "jwt"]);
const CLOCK_TOLERANCE_SECONDS = 30;
const KEYS_MAX_AGE_MS = 10 * 60_000;
const KEYS_TIMEOUT_MS = 5000;
const MAX_SUBJECT_LENGTH = 255;

export function createTokenVerifier({ issuer, audience, now = Date.now }: TokenVerifierOptions): TokenVerifier {
  let browserOrigins: readonly string[] = [new URL(issuer).origin];
  let pendingKeys: Promise<JWTVerifyGetKey> | undefined;
  const discoverKeys = async (): Promise<JWTVerifyGetKey> => {
    const document = await discover(issuer);
    browserOrigins = document.origins;
    return keysOf(document, now);
  };
  // The first success stays; after a failure, whoever comes next asks again.
  const findKeys = async (): Promise<JWTVerifyGetKey> => {
    pendingKeys ??= discoverKeys();
    return await pendingKeys.catch((error: unknown) => {
      pendingKeys = undefined;
      throw error;
    });
  };
  return {
    learn: async () => {
      await findKeys().catch(() => undefined);
    },
    verify: async (token) => {
      const keys = await findKeys();
      let verified: JWTVerifyResult;
      try {
        verified = await jwtVerify(token, keys, {
          issuer,
          audience,
          algorithms: ALGORITHMS,
          requiredClaims: ["sub", "exp"],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
        });
      } catch (error) {
        if (isFaultOfToken(error)) return null;
        pendingKeys = undefined;
        throw new IssuerUnavailable(`The keys of ${issuer} cannot be read.`, { cause: error });
      }
      return principalOf(verified);
    },
    get browserOrigins() {
      return browserOrigins;
    },
  };
}

function principalOf({ payload, protectedHeader }: JWTVerifyResult): Principal | null {
  const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, "");
  // A token of another kind (for signing out, for proving a key) is not meant for this door.
  if (type !== undefined && !TYPES.has(type)) return null;
  const { sub } = payload;
  if (sub === undefined || sub === "" || sub.length > MAX_SUBJECT_LENGTH || sub.includes("\u0000") || !sub.isWellFormed()) return null;
  const name = payload["name"];
  return {
    subject: sub,
    role: payload["role"],
    partnerId: payload["partner_id"],
    name: typeof name === "string" ? name : null,
    email: verifiedEmailOf(payload),
  };
}

/** The person's address, where the issuer has seen that it is theirs. */
function verifiedEmailOf(payload: JWTPayload): string | null {
  const { email, email_verified: isVerified } = payload;
  return isVerified === true && typeof email === "string" && EMAIL.test(email) ? email : null;
}

const EMAIL = /^[^\s<>@,;"]{1,64}@[^\s<>@,;"]{1,250}$/;

/** Keys are fetched when they are old, and, within a budget, when a token names one that is not among them: keys rotate. */
function keysOf(document: DiscoveryDocument, now: () => number): JWTVerifyGetKey {
  const budget = createRefetchBudget(now);
  const remote = createRemoteJWKSet(document.jwksUri, {
    cacheMaxAge: KEYS_MAX_AGE_MS,
    timeoutDuration: KEYS_TIMEOUT_MS,
    // The library would refetch by a rule of its own.
    cooldownDuration: Infinity,
  });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !budget.take()) throw error;
      await remote.reload();
      return await remote(header, token);
    }
  };
}

function isFaultOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    // What the library throws, by its base class, for an answer that is no key set.
    error.code !== errors.JOSEError.code
  );
}
