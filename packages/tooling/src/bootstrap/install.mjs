import { rmSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { BootstrapError, explainFetchFailure, reportStep } from "./report.mjs";

/** npm hands its own settings to scripts in the environment; pnpm reads them under names of its own. */
const HANDED_ON = ["registry", "cafile", "ca", "proxy", "https_proxy", "noproxy", "strict_ssl"];

const OPTIONS = [
  "--frozen-lockfile",
  "--reporter=append-only",
  "--config.confirm-modules-purge=false",
  // Two more tries for each package. There are hundreds of them: with pnpm's own pauses, a registry that is down would be
  // given up after a quarter of an hour.
  "--config.fetch-retry-mintimeout=1000",
  "--config.fetch-retry-maxtimeout=3000",
];

/**
 * Installs what the lock file says.
 * @param {NodeJS.ProcessEnv} env an environment whose PATH leads to the pinned pnpm
 * @throws {BootstrapError}
 */
export async function installDependencies(root, env) {
  const done = reportStep("Installing dependencies");
  let output = "";
  const ended = await runChild("pnpm", ["install", ...OPTIONS], {
    cwd: root,
    env: { ...npmSettings(process.env), ...env },
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
    onOutput: (text) => {
      if (text.includes("Will retry") && !output.includes("Will retry"))
        process.stderr.write("(the package registry does not answer, trying again) ");
      output += text;
    },
  });
  if (ended.signal !== null) throw new BootstrapError("", ended);
  if (ended.code !== 0) throw new BootstrapError(explainFetchFailure("Installing dependencies", output));
  // pnpm takes the native half of a tool for dispensable where the network failed, and the tool then does not start.
  if (output.includes("could not be fetched")) {
    rmSync(join(root, "node_modules"), { recursive: true, force: true });
    throw new BootstrapError(explainFetchFailure("Installing dependencies", output));
  }
  done();
}

function npmSettings(npmEnv) {
  const settings = {};
  for (const name of HANDED_ON) {
    const value = npmEnv[`npm_config_${name}`];
    if (value !== undefined && value !== "") settings[`pnpm_config_${name}`] = value;
  }
  return settings;
}
