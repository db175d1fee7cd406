import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { ServerSettings } from "../configuration/server-settings.ts";

/** Where the build of the web UI ends up. */
export const WEB_DIST = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** What the UI has to know before anybody has signed in. */
export function registerConsoleConfig(app: FastifyInstance, { oidc, helpUrl }: Pick<ServerSettings, "oidc" | "helpUrl">): void {
  app.get("/config.json", async (_request, reply) => {
    const { issuer, clientId, scope, audience } = oidc;
    return await reply.header("cache-control", "no-store").send({ oidc: { issuer, clientId, scope, audience }, helpUrl });
  });
}

/** Segments of what an address may hold, so that nothing but a path of this site can be written into the page. */
const MOUNT = /^(\/[A-Za-z0-9][A-Za-z0-9._~-]*){1,8}\/?$/;

/**
 * The path below which a proxy has mounted this server, by `X-Forwarded-Prefix`. Whoever sends it decides about nothing but the
 * addresses in the page it is answered with.
 * @returns empty where there is none, or it is no path
 */
export function mountOf(headers: IncomingHttpHeaders): string {
  const prefix = headers["x-forwarded-prefix"];
  return typeof prefix === "string" && MOUNT.test(prefix) ? prefix.replace(/\/$/, "") : "";
}

/** The page of the UI with its addresses below a mount. */
export async function mountedPage(dist: string, mount: string): Promise<string> {
  const page = await readFile(join(dist, "index.html"), "utf8");
  return page
    .replaceAll(/(\s(?:href|src)=")\/(?!\/)/g, `$1${mount}/`)
    .replace("<head>", `<head>\n    <meta name="base-path" content="${mount}/" />`);
}

/** Serves the built UI; its addresses that name no file are pages of its own. @returns whether there is one to serve */
export async function registerWebUi(app: FastifyInstance, dist: string): Promise<boolean> {
  if (!existsSync(join(dist, "index.html"))) return false;
  await app.register(fastifyStatic, {
    root: dist,
    index: false,
    // Looked up once, at start: whatever else is asked for is a page.
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Files under assets carry a hash of their content in their name.
      const isHashed = path.startsWith(join(dist, "assets"));
      void reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  return true;
}
