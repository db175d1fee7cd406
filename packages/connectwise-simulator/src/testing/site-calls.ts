import { DEFAULT_KEYS } from "../tenant/tenant.ts";

export const TEST_CLIENT_ID = "0c5f3a52-7a0b-4d6e-9a53-1f1f5ed0a111";

/** What a plain caller of the API needs; nothing of it is hidden in defaults of a client library. */
export interface SiteCaller {
  /** @param path below `apis/3.0`, with its query */
  call(method: string, path: string, options?: CallOptions): Promise<SiteAnswer>;
  get(path: string, options?: CallOptions): Promise<SiteAnswer>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

export interface CallerOptions {
  readonly companyId: string;
  readonly publicKey?: string;
  readonly privateKey?: string;
  readonly codebase?: string;
}

export function siteCaller(url: string, options: CallerOptions): SiteCaller {
  const { publicKey, privateKey } = { ...DEFAULT_KEYS, ...options };
  const user = Buffer.from(`${options.companyId}+${publicKey}:${privateKey}`).toString("base64");
  const call = async (method: string, path: string, { body, headers = {}, signal }: CallOptions = {}): Promise<SiteAnswer> => {
    const response = await fetch(`${url}/${options.codebase ?? "v2025_1/"}apis/3.0${path}`, {
      method,
      redirect: "manual",
      headers: {
        authorization: `Basic ${user}`,
        clientId: TEST_CLIENT_ID,
        accept: "application/vnd.connectwise.com+json; version=2025.8",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  };
  return { call, get: (path, callOptions) => call("GET", path, callOptions) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What tests look at in a record of any kind. */
export interface SeenRecord {
  readonly id: number;
  readonly name?: string;
  readonly identifier?: string;
  readonly quantity?: number | null;
  readonly product?: { readonly id: number; readonly identifier: string };
  readonly cancelledDate?: string;
  readonly agreementStatus?: string;
}

/** The records of a list. */
export function rows(answer: SiteAnswer): readonly SeenRecord[] {
  if (!Array.isArray(answer.json)) throw new Error(`No list: ${answer.status} ${answer.text}`);
  return answer.json as SeenRecord[];
}

export function ids(answer: SiteAnswer): number[] {
  return rows(answer).map((row) => row.id);
}
