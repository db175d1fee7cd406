/**
 * `node check-bundle.ts`: builds into a folder of its own, and fails where somebody who opens a page for the first time has
 * to load more JavaScript than the budget allows. Counts what the entry, the page and everything they import weigh as gzip.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const BUDGET_KB = 200;
const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), "bundle-"));

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

try {
  await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
  const chunks = JSON.parse(readFileSync(join(outDir, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>;
  const pages = pagesOf(chunks).map((page) => ({ page, kb: weigh(chunks, ["index.html", "src/app/start.ts", ...page.sources]) }));
  pages.sort((first, second) => second.kb - first.kb);
  for (const { page, kb } of pages) console.log(`${kb.toFixed(1).padStart(6)} kB  ${page.name}`);
  const worst = pages[0]?.kb ?? Number.POSITIVE_INFINITY;
  const isGood = worst <= BUDGET_KB;
  console.log(
    `${isGood ? "passed" : "FAILED"}: the heaviest first page loads ${worst.toFixed(1)} kB of JavaScript (gzip), ${BUDGET_KB} kB are allowed`,
  );
  process.exitCode = isGood ? 0 : 1;
} finally {
  rmSync(outDir, { recursive: true, force: true });
}

/** Every page that is loaded by itself; a tab needs the page around it. */
function pagesOf(all: Record<string, Chunk>): Array<{ name: string; sources: readonly string[] }> {
  const frame = "src/features/integrations/ProviderPage.vue";
  return (all["src/app/start.ts"]?.dynamicImports ?? []).map((source) => {
    const isTab = /(?:Tab|RunPage)\.vue$/.test(source);
    return { name: source, sources: isTab ? [frame, source] : [source] };
  });
}

function weigh(all: Record<string, Chunk>, sources: readonly string[]): number {
  const needed = new Set<string>();
  const visit = (name: string): void => {
    const chunk = all[name];
    if (chunk === undefined) throw new Error(`The build has no part called ${name}.`);
    if (needed.has(chunk.file)) return;
    needed.add(chunk.file);
    chunk.imports?.forEach(visit);
  };
  sources.forEach(visit);
  return (
    [...needed].filter((file) => file.endsWith(".js")).reduce((sum, file) => sum + gzipSync(readFileSync(join(outDir, file))).length, 0) /
    1000
  );
}
