import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname } from "node:path";
import { runChild } from "./child.mjs";
import { BootstrapError, explainFetchFailure, reportStep } from "./report.mjs";

const onWindows = process.platform === "win32";
const PRINT_TOOLCHAIN = "packages/tooling/src/bootstrap/print-toolchain.mjs";

/**
 * The pinned Node and pnpm: those this process runs under where they fit, else fetched through npm's own cache.
 *
 * The pins are `devEngines.runtime` and `packageManager` of the root package.json, and stand nowhere else.
 *
 * @returns {Promise<{ node: string, path: string }>} the node program, and a PATH on which `node` and `pnpm` are the pinned ones
 * @throws {BootstrapError}
 */
export async function provideToolchain(root, manifest) {
  const pins = { node: manifest.devEngines.runtime.version, pnpm: manifest.packageManager.replace(/^pnpm@|\+.*$/g, "") };
  if (isNodeGoodFor(pins.node) && isPnpm(pins.pnpm)) {
    return { node: process.execPath, path: [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter) };
  }
  return await fetchToolchain(root, pins);
}

function isNodeGoodFor(pin) {
  const [major, minor, patch] = process.versions.node.split(".").map(Number);
  const [pinMajor, pinMinor, pinPatch] = pin.split(".").map(Number);
  return major === pinMajor && (minor > pinMinor || (minor === pinMinor && patch >= pinPatch));
}

/** Asked outside of the workspace, where pnpm would fetch the pinned version instead of telling its own. */
function isPnpm(pin) {
  const answer = spawnSync("pnpm", ["--version"], { cwd: tmpdir(), encoding: "utf8", shell: onWindows });
  return answer.status === 0 && answer.stdout.trim() === pin;
}

async function fetchToolchain(root, pins) {
  const done = reportStep(`Providing Node ${pins.node} and pnpm ${pins.pnpm}`);
  // What npm has in its cache is used without asking the registry, so that a second run needs no network.
  const answer = await askNpm(root, pins, ["--offline"]);
  const { toolchain, output } = answer.toolchain === undefined ? await askNpm(root, pins, []) : answer;
  if (toolchain === undefined)
    throw new BootstrapError(explainFetchFailure(`Fetching Node ${pins.node} and pnpm ${pins.pnpm} through npm`, output));
  if (toolchain.version !== pins.node) {
    throw new BootstrapError(
      `npm was asked for Node ${pins.node} and provided ${toolchain.version}. Its cache may be damaged: "npm cache npx rm".`,
    );
  }
  done();
  return toolchain;
}

async function askNpm(root, pins, networkOptions) {
  const [npm, npmArguments] = npmCommand();
  // Node's package puts its program in place by an install script, whatever the user's setting for these is.
  const options = ["--yes", "--ignore-scripts=false", "--loglevel=error", "--no-update-notifier", ...networkOptions];
  const packages = [`--package=node@${pins.node}`, `--package=pnpm@${pins.pnpm}`];
  let output = "";
  const ended = await runChild(npm, [...npmArguments, "exec", ...options, ...packages, "--call", `node ${PRINT_TOOLCHAIN}`], {
    cwd: root,
    shell: onWindows,
    stdio: ["ignore", "pipe", "pipe"],
    onOutput: (text) => {
      output += text;
    },
  });
  if (ended.signal !== null) throw new BootstrapError("", ended);
  const found = /TOOLCHAIN(\{.*\})/.exec(output)?.[1];
  return { output, toolchain: found === undefined ? undefined : JSON.parse(found) };
}

/** The npm that started this process where there is one, so that its version and settings stay the same. */
function npmCommand() {
  const running = process.env.npm_execpath;
  if (running !== undefined && basename(running) === "npm-cli.js") return [process.execPath, [running]];
  return ["npm", []];
}
