import { runChild } from "./child.mjs";
import { BootstrapError, explainFailure, reportStep } from "./report.mjs";

/** npm hands its own settings to scripts in the environment; pnpm reads them under names of its own. */
const HANDED_ON = ["registry", "cafile", "ca", "proxy", "https_proxy", "noproxy", "strict_ssl"];

/**
 * Installs what the lock file says.
 * @param {NodeJS.ProcessEnv} env an environment whose PATH leads to the pinned pnpm
 * @throws {BootstrapError}
 */
export async function installDependencies(root, env) {
  const done = reportStep("Installing dependencies");
  let output = "";
  const ended = await runChild("pnpm", ["install", "--frozen-lockfile", "--reporter=append-only", "--config.confirm-modules-purge=false"], {
    cwd: root,
    env: { ...npmSettings(process.env), ...env },
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
    onOutput: (text) => {
      output += text;
      for (const line of text.split("\n")) if (line.includes("Will retry")) process.stderr.write(`\n  ${line.trim()}`);
    },
  });
  if (ended.signal !== null) throw new BootstrapError("", ended);
  if (ended.code !== 0) throw new BootstrapError(explainFailure("Installing dependencies", output));
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
