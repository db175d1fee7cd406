import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const INLINE = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g;

/** Puts the scripts that stand inside a page into files of their own: the server's content policy runs no others. */
export function externalizeScripts(html: string, { outDir, base }: { readonly outDir: string; readonly base: string }): string {
  return html.replaceAll(INLINE, (_all, attributes: string, script: string) => {
    const name = `inline.${createHash("sha256").update(script).digest("hex").slice(0, 12)}.js`;
    mkdirSync(join(outDir, "assets"), { recursive: true });
    writeFileSync(join(outDir, "assets", name), script);
    return `<script${attributes} src="${base}assets/${name}"></script>`;
  });
}
