import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { testWithServer as it } from "../testing/server-fixture.ts";

it("the web UI is mounted where a proxy says so, and nowhere but below a path of this site", async ({ start }) => {
  const dist = mkdtempSync(join(tmpdir(), "web-dist-"));
  writeFileSync(join(dist, "index.html"), '<html><head><link href="/a.css" /><script src="/b.js"></script></head></html>');
  const server = await start({ webDist: dist });
  const pageAt = async (prefix: string): Promise<string> => {
    const answer = await fetch(`${server.url}/history`, { headers: { accept: "text/html", "x-forwarded-prefix": prefix } });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-cache"]);
    expect(answer.headers.get("vary")?.toLowerCase()).toContain("x-forwarded-prefix");
    return await answer.text();
  };
  const mounted = await pageAt("/settings/integrations/");
  expect(mounted).toContain('<meta name="base-path" content="/settings/integrations/" />');
  expect(mounted).toContain('href="/settings/integrations/a.css"');
  expect(mounted).toContain('src="/settings/integrations/b.js"');
  for (const prefix of ["", "/", "//evil.example", "/a//b", "https://evil.example", '/"><script>', "/../x", "settings"]) {
    expect([prefix, await pageAt(prefix)]).toEqual([prefix, expect.stringContaining('href="/a.css"')]);
  }
  rmSync(dist, { recursive: true });
});

it("the front page is there for whatever asks for it, and a page behind it for a browser alone", async ({ start }) => {
  const dist = mkdtempSync(join(tmpdir(), "web-dist-"));
  writeFileSync(join(dist, "index.html"), "<html></html>");
  const server = await start({ webDist: dist });
  const statusOf = async (path: string, accept: string): Promise<number> =>
    (await fetch(`${server.url}${path}`, { headers: { accept } })).status;
  expect(await statusOf("/", "*/*")).toBe(200);
  expect(await statusOf("/history", "text/html")).toBe(200);
  expect(await statusOf("/no-such-icon.png", "*/*")).toBe(404);
  rmSync(dist, { recursive: true });
});
