import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { folderOf, idFault } from "./check-id.ts";
import { providerNames, type ProviderNames } from "./provider-names.ts";

const TEMPLATES = fileURLToPath(new URL("templates", import.meta.url));
const SUFFIX = ".template";

/** What was asked for cannot be done; the message says why, in one sentence. */
export class GeneratorError extends Error {
  override readonly name = "GeneratorError";
}

export interface GeneratedProvider {
  /** Below the root. */
  readonly folder: string;
  /** Below the folder. */
  readonly files: readonly string[];
  readonly names: ProviderNames;
}

/**
 * Writes the package of a new provider. Never writes over anything.
 * @param root the folder that holds `packages`
 * @throws GeneratorError where the id is none or is taken
 */
export function generateProvider(root: string, id: string): GeneratedProvider {
  const fault = idFault(root, id);
  if (fault !== undefined) throw new GeneratorError(fault);
  const names = providerNames(id);
  const folder = folderOf(id);
  const files = globSync(`**/*${SUFFIX}`, { cwd: TEMPLATES }).toSorted();
  const written = files.map((template) => {
    const file = filled(template.slice(0, -SUFFIX.length).replaceAll("\\", "/"), names);
    const path = join(root, folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, filled(readFileSync(join(TEMPLATES, template), "utf8"), names), { flag: "wx" });
    return file;
  });
  return { folder, files: written, names };
}

/** `{{id}}` in a text, `__id__` in a file's name. */
function filled(text: string, names: ProviderNames): string {
  return text.replaceAll(/\{\{(\w+)\}\}|__(id)__/g, (match, inText: string | undefined, inName: string | undefined) => {
    const name = names[(inText ?? inName) as keyof ProviderNames];
    if (name === undefined) throw new Error(`A template asks for ${match}, which is no form of a provider's name.`);
    return name;
  });
}
