import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";

/** Where the build of the help site ends up. */
export const HELP_DIST = fileURLToPath(new URL("../../../docs/dist", import.meta.url));

/** Where it is served; the site is built for this path. */
export const HELP_PATH = "/help";

/**
 * The site's own pages, and nothing else: its code samples are coloured by style attributes and its icons are data. It runs
 * no script but its files, as the rest of the server.
 */
const CONTENT_POLICY =
  "default-src 'none';script-src 'self';style-src 'self' 'unsafe-inline';font-src 'self';img-src 'self' data:;connect-src 'self';" +
  "frame-ancestors 'self';form-action 'none';base-uri 'none'";

export interface HelpSite {
  /** Answers for an address below the site's path that it does not have. */
  sendNotFound(reply: FastifyReply): Promise<FastifyReply>;
}

/** Serves the built help site. @returns null where there is none to serve */
export async function registerHelpSite(app: FastifyInstance, dist: string): Promise<HelpSite | null> {
  if (!existsSync(join(dist, "index.html"))) return null;
  const notFoundPage = existsSync(join(dist, "404.html")) ? readFileSync(join(dist, "404.html"), "utf8") : "There is no such page.";
  app.get(HELP_PATH, async (_request, reply) => await reply.redirect(`${HELP_PATH}/`, 301));
  await app.register(fastifyStatic, {
    root: dist,
    prefix: `${HELP_PATH}/`,
    decorateReply: false,
    // Pages stand at their names without the ending.
    extensions: ["html"],
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.startsWith(join(dist, "assets"));
      void reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
      void reply.header("content-security-policy", CONTENT_POLICY);
    },
  });
  return {
    sendNotFound: async (reply) => {
      const headers = { "cache-control": "no-cache", "content-security-policy": CONTENT_POLICY };
      return await reply.code(404).headers(headers).type("text/html; charset=utf-8").send(notFoundPage);
    },
  };
}

/** Whether an address belongs to the help site rather than to the web UI. */
export function isHelpAddress(path: string): boolean {
  return path === HELP_PATH || path.startsWith(`${HELP_PATH}/`);
}
