import { startConnectWiseSimulator, type Simulator } from "@integrations/connectwise-simulator";
import type { Provider } from "@integrations/core";
import { createTestDatabase, type TestDatabase } from "@integrations/database/testing";
import { PROVIDERS } from "@integrations/providers";
import { parseConfiguration } from "@integrations/services";
import { test } from "vitest";
import { serverSettings } from "../configuration/server-settings.ts";
import { createLogger } from "../logging/create-logger.ts";
import { startServer, type RunningServer } from "../start-server.ts";
import { startTestIssuer, type TestIssuer } from "./test-issuer.ts";

/** The whole server on a port, with everything it needs around it. */
export interface ServerFixture {
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly simulator: Simulator;
  readonly testDatabase: TestDatabase;
  /** Every line that was logged. */
  readonly log: string[];
  readonly partner: string;
  readonly support: string;
  readonly platform: string;
  /** Stops the server before the test ends. */
  close(): Promise<void>;
  /** Asks a procedure as an outside client does. */
  call(procedure: string, input?: unknown, options?: CallOptions): Promise<Answer>;
}

export interface CallOptions {
  /** Access token; null for none, the partner's where left out. */
  readonly token?: string | null;
  readonly method?: "GET" | "POST";
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The output, or undefined. */
  readonly data: unknown;
  /** What an error said about itself, or undefined. */
  readonly error: (Record<string, unknown> & { readonly reason?: string; readonly code?: string }) | undefined;
  readonly text: string;
}

export interface ServerStart {
  readonly env?: Readonly<Record<string, string>>;
  readonly webDist?: string;
  readonly helpDist?: string;
  readonly providers?: readonly Provider[];
}

/** `it` with a `start` that starts a server of the test's own; all of it ends with the test. */
export const testWithServer = test.extend<{ start: (options?: ServerStart) => Promise<ServerFixture> }>({
  // oxlint-disable-next-line no-empty-pattern -- the library reads the names of what a fixture needs from here
  start: async ({}, use) => {
    const endings: Array<() => Promise<unknown>> = [];
    await use(async (options = {}) => {
      const testDatabase = await createTestDatabase();
      endings.push(() => testDatabase.drop());
      const issuer = await startTestIssuer();
      endings.push(() => issuer.close());
      const simulator = await startConnectWiseSimulator({ controlPort: false });
      endings.push(() => simulator.close());
      const log: string[] = [];
      const server = await start(options, { testDatabase, issuer, simulator, log });
      endings.push(() => server.close());
      return await fixtureOf(server, { testDatabase, issuer, simulator, log });
    });
    for (const end of endings.toReversed()) await end();
  },
});

function environmentOf(parts: Pick<Parts, "testDatabase" | "issuer" | "simulator">): Record<string, string> {
  return {
    DATABASE_URL: parts.testDatabase.url,
    PORT: "0",
    OIDC_ISSUER: parts.issuer.url,
    OIDC_AUDIENCE: parts.issuer.audience,
    CREDENTIALS_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
    CONNECTWISE_CLIENT_ID: "6a7c2f0e-9d1b-4c57-8a36-5e0f4b8d2c91",
    CONNECTWISE_CLOUD_SITES: parts.simulator.site,
    OUTBOUND_ALLOW: parts.simulator.site,
    LOG_LEVEL: "trace",
  };
}

interface Parts {
  readonly testDatabase: TestDatabase;
  readonly issuer: TestIssuer;
  readonly simulator: Simulator;
  readonly log: string[];
}

async function start(options: ServerStart, parts: Parts): Promise<RunningServer> {
  const env = { ...environmentOf(parts), ...options.env };
  const providers = options.providers ?? PROVIDERS;
  const configuration = parseConfiguration(env, { needs: "server", providers, own: serverSettings });
  const destination = { write: (line: string) => void parts.log.push(line) };
  const logger = createLogger({ level: configuration.logLevel, providers, destination });
  return await startServer({
    configuration,
    providers,
    logger,
    webDist: options.webDist ?? "/nowhere",
    helpDist: options.helpDist ?? "/nowhere",
  });
}

async function fixtureOf({ url, close }: RunningServer, parts: Parts): Promise<ServerFixture> {
  const { issuer } = parts;
  const partner = await issuer.token({ sub: "anna", role: "partner", partner_id: "p1" });
  const support = await issuer.token({ sub: "sally", role: "support" });
  const platform = await issuer.token({ sub: "console", role: "platform" });
  const call: ServerFixture["call"] = async (procedure, input = {}, { token = partner, method = "POST" } = {}) => {
    const headers = { "content-type": "application/json", ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
    const address = `${url}/trpc/${procedure}`;
    const response =
      method === "GET"
        ? await fetch(`${address}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers })
        : await fetch(address, { method, headers, body: JSON.stringify(input) });
    return await answerOf(response);
  };
  return { url, ...parts, partner, support, platform, call, close };
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = JSON.parse(text) as { result?: { data: unknown }; error?: { data: Record<string, unknown> } };
  return { status: response.status, headers: response.headers, data: body.result?.data, error: body.error?.data, text };
}

/** Partner `p1` with customer `c1`. */
export async function pushSample({ call, platform }: ServerFixture): Promise<void> {
  await call("platform.putPartners", { partners: [{ id: "p1", name: "First" }] }, { token: platform });
  await call("platform.putCustomers", { partnerId: "p1", customers: [{ id: "c1", name: "Alpha" }] }, { token: platform });
}
