import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MachineAccount, SampleAccount } from "../issuer/accounts.ts";
import { requestMachineToken } from "../issuer/machine-token.ts";
import { startProcess, type StartedProcess } from "./child-process.ts";
import { waitUntil } from "./wait-until.ts";

export interface StackOptions {
  readonly databaseUrl: string;
  /** `kid:base64,...`; made up where absent. */
  readonly credentialsKeys?: string;
  readonly ports: { readonly server: number; readonly issuer: number };
  /** `host:port` of each simulator. */
  readonly sites: { readonly connectwise: string; readonly autotask: string };
  readonly logDir: string;
  /** Who can sign in. */
  readonly accounts: readonly SampleAccount[];
  /** Programs that get tokens. */
  readonly machines: readonly MachineAccount[];
  /** Further origins the web UI may run on, such as a development server. */
  readonly webOrigins?: readonly string[];
  /** Added to the environment of server and worker. */
  readonly env?: Readonly<Record<string, string>>;
  /** Restart server and worker when their code changes. */
  readonly watch?: boolean;
}

export interface Stack {
  /** Where API and web UI are. */
  readonly url: string;
  readonly issuerUrl: string;
  /** The environment server and worker run with; any root command can be run with it. */
  readonly env: Readonly<Record<string, string>>;
  readonly server: StartedProcess;
  readonly worker: StartedProcess;
  /** An access token of one of the machines, by its id. */
  machineToken(id: string): Promise<string>;
  /** Settles with a sentence when a part ends that should not. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

const AUDIENCE = "integrations-api";
const WEB_CLIENT_ID = "integrations-console";
/** `clientId` header at the simulator, which knows this one. */
export const SIMULATOR_CLIENT_ID = "6a7c2f0e-9d1b-4c57-8a36-5e0f4b8d2c91";

/** Migrates the database and starts sign-in provider, server and worker as processes of their own. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const url = `http://127.0.0.1:${options.ports.server}`;
  const issuerUrl = `http://127.0.0.1:${options.ports.issuer}`;
  const env = environment(options, url, issuerUrl);
  await runCommand("migrate", "worker/src/migrate.ts", env, options.logDir);

  const machines = options.machines.map((machine) => ({ ...machine, secret: randomBytes(24).toString("base64url") }));
  const start = (name: string, script: string, extra: Record<string, string> = {}): StartedProcess =>
    startProcess({
      name,
      script: appPath(script),
      env: { ...env, ...extra },
      logFile: join(options.logDir, `${name}.log`),
      nodeOptions: options.watch === true && name !== "issuer" ? ["--watch", "--watch-preserve-output"] : [],
    });
  const issuerSettings = {
    port: options.ports.issuer,
    audience: AUDIENCE,
    webClientId: WEB_CLIENT_ID,
    accounts: options.accounts,
    webOrigins: [url, ...(options.webOrigins ?? [])],
    machines,
  };
  const parts = [
    start("issuer", "demo/src/issuer/main.ts", { DEMO_ISSUER: JSON.stringify(issuerSettings) }),
    start("server", "server/src/main.ts"),
    start("worker", "worker/src/main.ts"),
  ] as const;

  let stopping = false;
  const broken = Promise.race(
    parts.map(async (part) => {
      const code = await part.ended;
      return `${part.name} ended by itself (exit code ${code ?? "none"}); its log is ${join(options.logDir, `${part.name}.log`)}`;
    }),
  ).then((sentence) => (stopping ? new Promise<string>(() => {}) : sentence));
  const stop = async (): Promise<void> => {
    stopping = true;
    // Worker and server first: they still need the others to end in order.
    await Promise.all([parts[2].stop(), parts[1].stop()]);
    await parts[0].stop();
  };
  try {
    await Promise.race([
      Promise.all([
        waitUntil(() => isOk(`${issuerUrl}/.well-known/openid-configuration`), "The sign-in provider does not answer."),
        waitUntil(() => isOk(`${url}/readyz`), "The server does not become ready."),
      ]),
      broken.then((sentence) => Promise.reject(new Error(sentence))),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    issuerUrl,
    env,
    server: parts[1],
    worker: parts[2],
    machineToken: (id) => requestMachineToken(issuerUrl, id, machines.find((machine) => machine.id === id)?.secret ?? ""),
    broken,
    stop,
  };
}

/** Runs one of the apps' commands to its end. */
export async function runCommand(name: string, script: string, env: Readonly<Record<string, string>>, logDir: string): Promise<void> {
  const logFile = join(logDir, `${name}.log`);
  const code = await startProcess({ name, script: appPath(script), env, logFile }).ended;
  if (code !== 0) throw new Error(`${name} failed (exit code ${code ?? "none"}); its log is ${logFile}`);
}

export function appPath(script: string): string {
  return fileURLToPath(new URL(`../../../${script}`, import.meta.url));
}

export function newCredentialsKeys(): string {
  return `demo-${randomUUID().slice(0, 8)}:${randomBytes(32).toString("base64")}`;
}

function environment(options: StackOptions, url: string, issuerUrl: string): Record<string, string> {
  return {
    DATABASE_URL: options.databaseUrl,
    PORT: String(options.ports.server),
    HOST: "127.0.0.1",
    PUBLIC_URL: url,
    OIDC_ISSUER: issuerUrl,
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_CLIENT_ID: WEB_CLIENT_ID,
    CREDENTIALS_KEYS: options.credentialsKeys ?? newCredentialsKeys(),
    CONNECTWISE_CLIENT_ID: SIMULATOR_CLIENT_ID,
    CONNECTWISE_CLOUD_SITES: options.sites.connectwise,
    AUTOTASK_DISCOVERY_SITE: options.sites.autotask,
    OUTBOUND_ALLOW: Object.values(options.sites).join(","),
    ...options.env,
  };
}

async function isOk(url: string): Promise<boolean> {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.ok;
}
