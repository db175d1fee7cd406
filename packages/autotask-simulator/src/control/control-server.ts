import type { IncomingMessage, ServerResponse } from "node:http";
import { ZodError } from "zod";
import { Listener } from "../server/listener.ts";
import { readText } from "../server/read-request.ts";
import type { Simulator } from "../simulator.ts";
import { CONTROL_ROUTES, NotThereError, type ControlRoute } from "./control-routes.ts";

export interface ControlServer {
  /** Ends in `/_control`. */
  readonly url: string;
  close(): Promise<void>;
}

const PREFIX = "/_control";

/** The simulator's own API for other processes, on a port of its own: faults of the site never reach it. */
export async function startControl(simulator: Simulator, port: number): Promise<ControlServer> {
  const listener = new Listener("127.0.0.1", port, (request, response) => void answer(simulator, request, response));
  await listener.open();
  return { url: `http://127.0.0.1:${listener.port}${PREFIX}`, close: () => listener.close() };
}

async function answer(simulator: Simulator, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const left = new AbortController();
  response.once("close", () => left.abort());
  try {
    const url = new URL(request.url ?? "/", "http://control");
    const body = await readBody(request);
    const [route, id] = findRoute(request.method ?? "GET", url.pathname);
    const result = await route(simulator, { query: url.searchParams, body, signal: left.signal }, id);
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

function findRoute(method: string, path: string): [ControlRoute, string] {
  const segments = path.split("/").filter((segment) => segment !== "");
  for (const [key, route] of segments[0] === PREFIX.slice(1) ? Object.entries(CONTROL_ROUTES) : []) {
    const [routeMethod, routePath = ""] = key.split(" ");
    const wanted = routePath.split("/").filter((segment) => segment !== "");
    const given = segments.slice(1).map((segment) => decodeURIComponent(segment));
    if (routeMethod !== method || wanted.length !== given.length) continue;
    if (wanted.every((part, index) => part === "*" || part === given[index])) return [route, given[wanted.indexOf("*")] ?? ""];
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
