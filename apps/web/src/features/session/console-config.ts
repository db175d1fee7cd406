/** What the server tells the UI before anybody has signed in: `GET /config.json`. */
export interface ConsoleConfig {
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly scope: string;
  };
}

const DEFAULT_SCOPE = "openid profile offline_access integrations";

/** @throws Error where the server does not answer with a usable configuration */
export async function loadConsoleConfig(): Promise<ConsoleConfig> {
  const response = await fetch("/config.json", { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The console's configuration could not be loaded (${response.status}).`);
  return readConsoleConfig(await response.json());
}

export function readConsoleConfig(body: unknown): ConsoleConfig {
  const oidc = isRecord(body) && isRecord(body["oidc"]) ? body["oidc"] : {};
  const { issuer, clientId, scope } = oidc;
  if (typeof issuer !== "string" || typeof clientId !== "string") {
    throw new TypeError("The console's configuration names no sign-in provider.");
  }
  return { oidc: { issuer, clientId, scope: typeof scope === "string" && scope !== "" ? scope : DEFAULT_SCOPE } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
