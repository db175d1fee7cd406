/** `pnpm build`: writes the generated pages and builds the site into `dist`. `--serve` shows it while it is written. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PROVIDERS } from "@integrations/providers";
import { build, createServer } from "vitepress";
import { generatedPages } from "./generated-pages.ts";

const SITE = fileURLToPath(new URL("../site", import.meta.url));
const GENERATED = join(SITE, "generated");

rmSync(GENERATED, { recursive: true, force: true });
for (const [path, text] of generatedPages(PROVIDERS)) {
  const file = join(GENERATED, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (process.argv.includes("--serve")) {
  const server = await createServer(SITE, { port: 5180 });
  await server.listen();
  server.printUrls();
} else {
  await build(SITE);
}
