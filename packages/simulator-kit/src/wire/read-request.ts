import type { IncomingMessage } from "node:http";
import type { ApiRequest } from "./api-request.ts";

const MAX_BODY_BYTES = 5_000_000;

/** Reads a request to its end; undefined where its URL makes no sense or its body never ends. */
export async function readRequest(incoming: IncomingMessage): Promise<ApiRequest | undefined> {
  const { url = "/", method = "GET" } = incoming;
  // With an address before it, a path that begins with two slashes stays a path.
  const parsed = URL.parse(url.startsWith("/") ? `http://simulator${url}` : url);
  const body = await readText(incoming);
  if (parsed === null || body === undefined) return undefined;
  return {
    method,
    url,
    path: parsed.pathname,
    query: parsed.searchParams,
    headers: flatHeaders(incoming.headers),
    body,
    host: incoming.headers.host ?? "",
  };
}

export async function readText(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function flatHeaders(headers: IncomingMessage["headers"]): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]));
}
