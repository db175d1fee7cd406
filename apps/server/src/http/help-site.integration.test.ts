import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { testWithServer as it } from "../testing/server-fixture.ts";

describe("the help site", () => {
  it("is served where it was built, at names without an ending, and named to the UI", async ({ start }) => {
    const dist = mkdtempSync(join(tmpdir(), "help-dist-"));
    mkdirSync(join(dist, "assets"));
    mkdirSync(join(dist, "partners"));
    writeFileSync(join(dist, "index.html"), "<title>Help</title>");
    writeFileSync(join(dist, "404.html"), "<title>No such page</title>");
    writeFileSync(join(dist, "partners", "some-psa.html"), "<title>Set up</title>");
    writeFileSync(join(dist, "assets", "app.abc.js"), "export {};");
    const server = await start({ helpDist: dist });
    const get = (path: string) => fetch(`${server.url}${path}`, { headers: { accept: "text/html" } });
    expect(await (await get("/help")).text()).toBe("<title>Help</title>");
    const article = await get("/help/partners/some-psa?from=console");
    expect([article.status, await article.text()]).toEqual([200, "<title>Set up</title>"]);
    expect(article.headers.get("cache-control")).toBe("no-cache");
    // Its samples are coloured by style attributes; scripts are its own files, as everywhere.
    expect(article.headers.get("content-security-policy")).toContain("script-src 'self';style-src 'self' 'unsafe-inline'");
    expect((await get("/help/assets/app.abc.js")).headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const gone = await get("/help/partners/gone");
    expect([gone.status, await gone.text()]).toEqual([404, "<title>No such page</title>"]);
    for (const path of ["/help/..%2f..%2fpackage.json", "/help/assets/..%2f..%2f..%2fpackage.json", "/help/%2e%2e/package.json"]) {
      expect(await (await get(path)).text()).not.toContain("integrations-platform");
    }
    expect(await (await get("/config.json")).json()).toMatchObject({ helpUrl: "/help" });
    rmSync(dist, { recursive: true });
  });

  it("may be somewhere else, or nowhere", async ({ start }) => {
    const elsewhere = await start({ env: { HELP_URL: "https://help.example.com" } });
    expect(await (await fetch(`${elsewhere.url}/config.json`)).json()).toMatchObject({ helpUrl: "https://help.example.com" });
    const nowhere = await start();
    expect(await (await fetch(`${nowhere.url}/config.json`)).json()).not.toHaveProperty("helpUrl");
    expect((await fetch(`${nowhere.url}/help/`)).status).toBe(404);
  });
});
