import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startForeignIssuer, type ForeignIssuer } from "../support/foreign-issuer.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const READY_WITHIN_MS = 60_000;

export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/** The server against an outside Postgres and an outside issuer, started the way an operator starts it: by environment alone. */
export interface OutsideStack {
  readonly url: string;
  readonly issuer: ForeignIssuer;
  /** Runs a root command, such as `apps/worker/src/nightly.ts`, with the same environment. */
  run(script: string): Promise<CommandResult>;
  stop(): Promise<void>;
}

export async function startOutsideStack(options: {
  readonly databaseUrl: string;
  readonly site: string;
  readonly port: number;
}): Promise<OutsideStack> {
  const issuer = await startForeignIssuer();
  const folder = await mkdtemp(join(tmpdir(), "integrations-outside-"));
  const env: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: folder,
    DATABASE_URL: options.databaseUrl,
    PORT: String(options.port),
    HOST: "127.0.0.1",
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: issuer.audience,
    CREDENTIALS_KEYS: `outside:${randomBytes(32).toString("base64")}`,
    CONNECTWISE_CLIENT_ID: "0c3f4a52-7f6f-4f6e-8d5c-0f2f2a5f5b11",
    CONNECTWISE_CLOUD_SITES: options.site,
    OUTBOUND_ALLOW: options.site,
  };
  const run = (script: string): Promise<CommandResult> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [script], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      const take = (chunk: Buffer): void => {
        output += chunk.toString();
      };
      child.stdout.on("data", take);
      child.stderr.on("data", take);
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, output }));
    });
  const server = spawn(process.execPath, ["apps/server/src/main.ts"], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  server.stdout.on("data", (chunk: Buffer) => (log += chunk.toString()));
  server.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const url = `http://127.0.0.1:${options.port}`;
  const stop = async (): Promise<void> => {
    server.kill("SIGTERM");
    await ended;
    await issuer.close();
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(url))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The server does not become ready:\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, issuer, run, stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}
