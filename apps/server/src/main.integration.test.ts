import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

const ENV = {
  // Nobody is there; the server starts all the same, and says so.
  DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
  PORT: "0",
  OIDC_ISSUER: "http://127.0.0.1:1",
  OIDC_AUDIENCE: "integrations-api",
  CREDENTIALS_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
  CONNECTWISE_CLIENT_ID: "6a7c2f0e-9d1b-4c57-8a36-5e0f4b8d2c91",
};

interface Started {
  readonly child: ChildProcess;
  readonly output: string[];
  readonly ended: Promise<number | null>;
}

function startMain(env: Record<string, string>): Started {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env["PATH"] ?? "", ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  return { child, output, ended: once(child, "close").then(([code]) => code as number | null) };
}

function urlIn(output: readonly string[]): string {
  return /listening at (http:\/\/127\.0\.0\.1:\d+)/.exec(output.join(""))?.[1] ?? "";
}

describe("the server as a process", () => {
  it("needs no build, starts before everything else and stops in order", async () => {
    const { child, output, ended } = startMain(ENV);
    await expect.poll(() => output.join(""), { timeout: 30_000 }).toContain("listening");
    const url = urlIn(output);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(output.join("")).toContain("stopped");
  });

  it("names all that is wrong with its configuration, and none of the keys", async () => {
    const { output, ended } = startMain({ ...ENV, OIDC_ISSUER: "http://login.example.com", CREDENTIALS_KEYS: "k1:Y2FuYXJ5", PORT: "x" });
    expect(await ended).toBe(1);
    const text = output.join("");
    for (const name of ["OIDC_ISSUER", "CREDENTIALS_KEYS", "PORT"]) expect(text).toContain(name);
    expect(text).not.toContain("Y2FuYXJ5");
    expect(text).not.toContain("at ");
  });

  it("says that its port is taken", async () => {
    const first = startMain(ENV);
    await expect.poll(() => first.output.join(""), { timeout: 30_000 }).toContain("listening");
    const second = startMain({ ...ENV, PORT: new URL(urlIn(first.output)).port });
    expect(await second.ended).toBe(1);
    expect(second.output.join("")).toContain("EADDRINUSE");
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);
  });
});
