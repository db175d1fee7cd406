import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { connectSimulatorControl } from "./control/control-client.ts";

it("runs as a process of its own, is steered over the control API, and ends by a signal", async () => {
  const script = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, [script, "--dataset", "2,3,40,4"], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const { site, controlUrl } = JSON.parse(line) as { site: string; controlUrl: string };
  const control = connectSimulatorControl(controlUrl);
  expect(await control.state()).toMatchObject({ site, tenants: ["harborline"] });
  expect(await control.lines("harborline")).toHaveLength(24);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});
