import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const bootstrap = fileURLToPath(new URL("./bootstrap.mjs", import.meta.url));
const childModule = new URL("./child.mjs", import.meta.url).href;

describe("the bootstrap", () => {
  it("names a script that is not there, before it fetches anything", () => {
    const ended = spawnSync(process.execPath, [bootstrap, "no-such-script"], { encoding: "utf8" });
    expect(ended.status).toBe(1);
    expect(ended.stderr.trim()).toBe('There is no script called "no-such-script" in package.json.');
  });
});

describe("runChild", () => {
  it("gives the child's exit code back", async () => {
    const { code } = await runUnderParent("process.exitCode = 7", () => {});
    expect(code).toBe(7);
  });

  it("hands a signal on once, however often it arrives, and waits for the child to end", async () => {
    const child = `
      process.on("SIGINT", () => { console.log("asked"); setTimeout(() => { console.log("ended"); process.exit(0); }, 300); });
      setInterval(() => {}, 1000);
      console.log("ready");`;
    const { code, output } = await runUnderParent(child, (parent) => {
      parent.kill("SIGINT");
      setTimeout(() => parent.kill("SIGINT"), 50);
    });
    expect(output.trim().split("\n")).toEqual(["ready", "asked", "ended"]);
    expect(code).toBe(0);
  });

  it("ends the child where the npm above is gone", async () => {
    const child = `process.on("SIGTERM", () => { console.log("ended"); process.exit(0); }); setInterval(() => {}, 1000); console.log("ready");`;
    const { output } = await runUnderParent(child, (parent) => parent.kill("SIGKILL"), { isBelowNpm: true });
    expect(output.trim().split("\n")).toEqual(["ready", "ended"]);
  });
});

/**
 * Runs the line of code as a child of `runChild`, and calls `onReady` at its first output. Below npm, a process that stands for it is
 * in between, and is what `onReady` gets.
 */
async function runUnderParent(
  code: string,
  onReady: (parent: ReturnType<typeof spawn>) => void,
  { isBelowNpm = false } = {},
): Promise<{ code: number | null; output: string }> {
  const parentCode = `
    import { runChild } from ${JSON.stringify(childModule)};
    const { code } = await runChild(process.execPath, ["-e", ${JSON.stringify(code)}], { stdio: "inherit" });
    process.exitCode = code ?? 99;`;
  const parentArguments = ["--input-type=module", "-e", parentCode];
  const npmCode = `child_process.spawn(process.execPath, ${JSON.stringify(parentArguments)}, { stdio: "inherit" })`;
  const parent = spawn(process.execPath, isBelowNpm ? ["-e", npmCode] : parentArguments, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, npm_lifecycle_event: "start" },
  });
  let output = "";
  parent.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (output === "") onReady(parent);
    output += text;
  });
  const [exitCode] = (await once(parent, "close")) as [number | null];
  return { code: exitCode, output };
}
