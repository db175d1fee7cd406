import { basePath } from "../../app/base-path.ts";

/** What the server tells the UI before anybody has signed in: `GET /config.json`. */
export interface ConsoleConfig {
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly scope: string;
    /** For sign-in providers that ask for which API a token is meant. */
    readonly audience: string | undefined;
  };
  /** Where the help site is; undefined where there is none. */
  readonly helpUrl: string | undefined;
}

const DEFAULT_SCOPE = "openid profile offline_access integrations";

/** @throws Error where the server does not answer with a usable configuration */
export async function loadConsoleConfig(): Promise<ConsoleConfig> {
  const response = await fetch(`${basePath()}/config.json`, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The console's configuration could not be loaded (${response.status}).`);
  return readConsoleConfig(await response.json());
}

export function readConsoleConfig(body: unknown): ConsoleConfig {
  const oidc = isRecord(body) && isRecord(body["oidc"]) ? body["oidc"] : {};
  const { issuer, clientId, scope, audience } = oidc;
  const helpUrl = isRecord(body) ? body["helpUrl"] : undefined;
  if (typeof issuer !== "string" || typeof clientId !== "string") {
    throw new TypeError("The console's configuration names no sign-in provider.");
  }
  return {
    oidc: { issuer, clientId, scope: textOf(scope) ?? DEFAULT_SCOPE, audience: textOf(audience) },
    helpUrl: textOf(helpUrl),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A provider's help page: a whole address as it is, a path as one of the help site; undefined where there is none. */
export function helpAddress(page: string, helpUrl: string | undefined): string | undefined {
  if (page.startsWith("https://")) return page;
  if (helpUrl === undefined) return undefined;
  // The help site beside the console is mounted with it.
  const base = helpUrl.startsWith("/") ? basePath() : "";
  return `${base}${helpUrl.replace(/\/$/, "")}${page}`;
}
