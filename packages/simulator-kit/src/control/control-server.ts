import type { IncomingMessage, ServerResponse } from "node:http";
import { ZodError } from "zod";
import { Listener } from "../wire/listener.ts";
import { readText } from "../wire/read-request.ts";

export interface ControlCall {
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Aborted when the caller leaves. */
  readonly signal: AbortSignal;
}

/** Answers a call; `parts` are what stood in the place of each `*`. */
export type ControlRoute = (call: ControlCall, ...parts: string[]) => unknown;

/** By method and path below `/_control`: `GET /tenants/*`. */
export type ControlRoutes = Readonly<Record<string, ControlRoute>>;

/** What was asked for is not there. */
export class NotThereError extends Error {
  override readonly name = "NotThereError";
}

export interface ControlServer {
  /** Ends in `/_control`. */
  readonly url: string;
  close(): Promise<void>;
}

const PREFIX = "/_control";

/** The simulator's own API for other processes, on a port of its own: faults of the site never reach it. */
export async function startControl(routes: ControlRoutes, port: number): Promise<ControlServer> {
  const listener = new Listener("127.0.0.1", port, (request, response) => void answer(routes, request, response));
  await listener.open();
  return { url: `http://127.0.0.1:${listener.port}${PREFIX}`, close: () => listener.close() };
}

async function answer(routes: ControlRoutes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const left = new AbortController();
  response.once("close", () => left.abort());
  try {
    const url = new URL(request.url ?? "/", "http://control");
    const body = await readBody(request);
    const [route, parts] = findRoute(routes, request.method ?? "GET", url.pathname);
    const result = await route({ query: url.searchParams, body, signal: left.signal }, ...parts);
    send(response, 200, result ?? null);
  } catch (error) {
    send(response, error instanceof NotThereError ? 404 : 400, { error: describe(error) });
  }
}

/** A body has to say that it is JSON: a web page of another origin cannot send such a call unasked. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  if (text === undefined || text === "") return undefined;
  if (request.headers["content-type"]?.startsWith("application/json") !== true) throw new Error("Send the body as application/json.");
  return JSON.parse(text);
}

function findRoute(routes: ControlRoutes, method: string, path: string): [ControlRoute, string[]] {
  const segments = path
    .slice(PREFIX.length)
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => decodeURIComponent(segment));
  for (const [key, route] of path.startsWith(PREFIX) ? Object.entries(routes) : []) {
    const [routeMethod = "", routePath = ""] = key.split(" ");
    const wanted = routePath.split("/").filter((segment) => segment !== "");
    const fits = routeMethod === method && wanted.length === segments.length;
    if (fits && wanted.every((part, index) => part === "*" || part === segments[index])) {
      return [route, segments.filter((_, index) => wanted[index] === "*")];
    }
  }
  throw new NotThereError(`There is no ${method} ${path}.`);
}

function describe(error: unknown): string {
  if (error instanceof ZodError) return error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  return error instanceof Error ? error.message : String(error);
}

function send(response: ServerResponse, status: number, json: unknown): void {
  if (response.destroyed) return;
  const body = JSON.stringify(json);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
}
