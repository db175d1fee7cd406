import { DEFAULT_NIGHTLY_CRON, isCronPattern } from "@integrations/jobs";
import { wholeNumber } from "@integrations/services";
import { z } from "zod";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** What only the server reads from the environment. */
export const serverSettings = z
  .object({
    PORT: wholeNumber("PORT", { from: 0, to: 65_535, byDefault: 3000 }),
    HOST: z.string().trim().default("127.0.0.1"),
    OIDC_ISSUER: z
      .string("OIDC_ISSUER is missing: the URL of the sign-in provider whose access tokens are accepted.")
      .trim()
      .refine(isIssuer, "OIDC_ISSUER is no https:// URL without query and fragment (http:// is for loopback addresses only)."),
    OIDC_AUDIENCE: z.string("OIDC_AUDIENCE is missing: the audience that access tokens must name.").trim(),
    OIDC_CLIENT_ID: z.string().trim().default("integrations-console"),
    /** What the web UI asks the sign-in provider for. */
    OIDC_SCOPE: z.string().trim().default("openid profile offline_access integrations"),
    /** Where the web UI's help links lead; unset, to the help site this server serves, if it does. */
    HELP_URL: z
      .string()
      .trim()
      .regex(/^https:\/\/\S+$/, "HELP_URL is no https:// URL.")
      .optional(),
    /** Only to tell when the next night is. */
    NIGHTLY_CRON: z.string().trim().default(DEFAULT_NIGHTLY_CRON).refine(isCronPattern, "NIGHTLY_CRON is no cron pattern of five fields."),
    TRUST_PROXY: z
      .string()
      .trim()
      .regex(/^(true|false|\d{1,2}|[0-9a-fA-F.:/, ]+)$/, "TRUST_PROXY is true, false, a number of proxies, or their addresses.")
      .default("false")
      .transform(readTrustProxy),
    RATE_LIMIT_ADDRESS: wholeNumber("RATE_LIMIT_ADDRESS", { from: 1, to: 10_000_000, byDefault: 60_000 }),
    RATE_LIMIT_USER: wholeNumber("RATE_LIMIT_USER", { from: 1, to: 10_000_000, byDefault: 6000 }),
    RATE_LIMIT_PARTNER: wholeNumber("RATE_LIMIT_PARTNER", { from: 1, to: 10_000_000, byDefault: 12_000 }),
    RATE_LIMIT_CHECK: wholeNumber("RATE_LIMIT_CHECK", { from: 1, to: 10_000_000, byDefault: 60 }),
    RATE_LIMIT_SEARCH: wholeNumber("RATE_LIMIT_SEARCH", { from: 1, to: 10_000_000, byDefault: 300 }),
  })
  .transform((env) => ({
    port: env.PORT,
    host: env.HOST,
    oidc: { issuer: env.OIDC_ISSUER, audience: env.OIDC_AUDIENCE, clientId: env.OIDC_CLIENT_ID, scope: env.OIDC_SCOPE },
    helpUrl: env.HELP_URL,
    nightlyCron: env.NIGHTLY_CRON,
    /** Whose `X-Forwarded-For` is believed; see Fastify's option. */
    trustProxy: env.TRUST_PROXY,
    /** Calls in a minute. */
    rateLimits: {
      address: env.RATE_LIMIT_ADDRESS,
      user: env.RATE_LIMIT_USER,
      partner: env.RATE_LIMIT_PARTNER,
      check: env.RATE_LIMIT_CHECK,
      search: env.RATE_LIMIT_SEARCH,
    },
  }));

export type ServerSettings = z.output<typeof serverSettings>;

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  if (search !== "" || hash !== "" || username !== "") return false;
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname));
}

/** Which forwarding addresses are believed: all, none, so many nearest ones, or these. */
type TrustProxy = boolean | string[] | ((address: string, hop: number) => boolean);

function readTrustProxy(text: string): TrustProxy {
  if (text === "true" || text === "false") return text === "true";
  if (/^\d{1,2}$/.test(text)) return (_address, hop) => hop < Number(text);
  return text.split(",").map((address) => address.trim());
}
