import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_LENGTH = 40;
/** A package of this name is ours and no provider. */
const RESERVED = ["kit"];

/** @returns why no provider can be called so, in one sentence; undefined where one can */
export function idFault(root: string, id: string): string | undefined {
  if (!ID.test(id)) return `"${id}" is no id: lower-case words of letters and digits, joined by hyphens, such as acme-books.`;
  if (id.length > MAX_LENGTH) return `"${id}" is longer than ${MAX_LENGTH} characters.`;
  if (RESERVED.includes(id)) return `"${id}" is the name of a package that is no provider.`;
  if (existsSync(join(root, folderOf(id)))) return `There is ${folderOf(id)} already; nothing was written.`;
  const owner = idsInUse(root).get(id);
  return owner === undefined ? undefined : `The id "${id}" is that of ${owner} already.`;
}

/** @returns below the root */
export function folderOf(id: string): string {
  return `packages/provider-${id}`;
}

/** Ids are stored in rows: also one whose package goes by another name is taken. */
function idsInUse(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of globSync("packages/provider-*/src/provider.ts", { cwd: root })) {
    const id = /^ {2}id: "([^"]+)"/m.exec(readFileSync(join(root, file), "utf8"))?.[1];
    if (id !== undefined) found.set(id, file.split(/[\\/]/).slice(0, 2).join("/"));
  }
  return found;
}
