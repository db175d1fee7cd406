/**
 * `node bootstrap.mjs <script> [arguments]` runs a script of the root package.json under the Node and pnpm this repository
 * pins, on a machine that may have nothing but Node 20 and npm.
 *
 * Plain JavaScript without dependencies: it runs before anything is installed.
 */
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runChild } from "./child.mjs";
import { installDependencies } from "./install.mjs";
import { BootstrapError, explainFailure, reportStep } from "./report.mjs";
import { provideToolchain } from "./toolchain.mjs";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

try {
  const [script, ...scriptArguments] = process.argv.slice(2);
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const steps = stepsOf(manifest, script);
  steps.at(-1).push(...scriptArguments);
  const { node, path } = await provideToolchain(root, manifest);
  // No tool reports home.
  const quiet = { DO_NOT_TRACK: "1", TURBO_TELEMETRY_DISABLED: "1" };
  const env = { ...quiet, ...process.env, PATH: [join(root, "node_modules", ".bin"), path].join(delimiter) };
  await installDependencies(root, env);
  endLike(await runSteps(steps, node, env));
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  if (error.message !== "") process.stderr.write(`\n${error.message}\n`);
  endLike(error.ended);
}

/**
 * The programs of a script with their arguments. They are started without a shell and without a package manager in between, so
 * that signals and the exit code come through as they are; hence a script is of the form `program arguments && program arguments`.
 */
function stepsOf(manifest, script) {
  const command = manifest.scripts?.[script ?? ""];
  if (command === undefined) throw new BootstrapError(`There is no script called "${script ?? ""}" in package.json.`);
  if (/["'$;|<>]/.test(command))
    throw new BootstrapError(`The script "${script}" needs a shell, which the bootstrap does not have: ${command}`);
  return command.split(" && ").map((step) => step.split(" "));
}

/** Runs one after another. All but the last prepare, and are heard of only where they fail. */
async function runSteps(steps, node, env) {
  for (const step of steps.slice(0, -1)) await prepare(step, node, env);
  const [program, ...programArguments] = steps.at(-1);
  return await runChild(program === "node" ? node : program, programArguments, { ...stepOptions(program, env), stdio: "inherit" });
}

async function prepare([program, ...programArguments], node, env) {
  const what = [program, ...programArguments.filter((argument) => !argument.startsWith("-"))].join(" ");
  const done = reportStep(`Running ${what}`);
  let output = "";
  const ended = await runChild(program === "node" ? node : program, programArguments, {
    ...stepOptions(program, env),
    stdio: ["ignore", "pipe", "pipe"],
    onOutput: (text) => {
      output += text;
    },
  });
  if (ended.signal !== null) throw new BootstrapError("", ended);
  if (ended.code !== 0) throw new BootstrapError(explainFailure(`Running ${what}`, output), ended);
  done();
}

function stepOptions(program, env) {
  return { cwd: root, env, shell: process.platform === "win32" && program !== "node" };
}

/** Ends this process the way the child ended: with its exit code, or by its signal. */
function endLike({ code, signal }) {
  if (signal !== null && process.platform !== "win32") process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}
