import { rootFolder } from "../root-folder.ts";
import { generateProvider, GeneratorError } from "./generate-provider.ts";

/** `pnpm new:provider <id>`: writes the package of a new provider, whose contract test fails until its verbs are written. */
const [id, ...more] = process.argv.slice(2);

if (id === undefined || more.length > 0) {
  fail("Usage: pnpm new:provider <id>, with an id such as acme-books.");
} else {
  try {
    const { folder, files, names } = generateProvider(rootFolder, id);
    process.stdout.write(`${folder}\n${files.map((file) => `  ${file}`).join("\n")}\n\n${nextSteps(folder, names.id, names.camel)}\n`);
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    fail(error.message);
  }
}

function nextSteps(folder: string, providerId: string, camel: string): string {
  return [
    "Next:",
    "1. pnpm install",
    `2. Write a simulator of the outside system (packages/${providerId}-simulator), and the worlds of the contract suite with it (${folder}/src/testing).`,
    `3. Write the definition and the verbs until the suite passes: pnpm exec vitest run --project contract ${folder}`,
    "4. Fill the headings of its README.md.",
    `5. Add ${camel} to packages/providers: the dependency in package.json, and the list in src/index.ts. Nothing else in the platform changes.`,
    "The help site has the contract, the suite and the rules of versions under Plugins.",
  ].join("\n");
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
