import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../root-folder.ts";

/**
 * The JavaScript file behind a command-line tool, so that it can be started by this same Node, without a shell, on every
 * system.
 * @param folder the workspace package that declares the tool; the root where left out
 */
export function toolFile(packageName: string, command = packageName, folder = "."): string {
  const packageFolder = join(rootFolder, folder, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { bin?: string | Record<string, string> };
  const file = typeof bin === "string" ? bin : bin?.[command];
  if (file === undefined) throw new Error(`${packageName} has no command called ${command}.`);
  return join(packageFolder, file);
}
