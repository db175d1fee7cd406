import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { externalizeScripts } from "./externalize-scripts.ts";

describe("the scripts of a page", () => {
  it("stand in files, and run in the same order and way", () => {
    const outDir = mkdtempSync(join(tmpdir(), "docs-"));
    const html = '<head><script id="early">a < b;</script><script type="module" src="/help/app.js"></script></head>';
    const page = externalizeScripts(html, { outDir, base: "/help/" });
    const [, file = ""] = /src="\/help\/(assets\/inline\.[0-9a-f]{12}\.js)"/.exec(page) ?? [];
    expect(page).toBe(`<head><script id="early" src="/help/${file}"></script><script type="module" src="/help/app.js"></script></head>`);
    expect(readFileSync(join(outDir, file), "utf8")).toBe("a < b;");
    rmSync(outDir, { recursive: true });
  });
});
