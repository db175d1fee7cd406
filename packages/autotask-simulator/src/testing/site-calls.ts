/** What a plain caller of the API needs; nothing of it is hidden in defaults of a client library. */
export interface SiteCaller {
  /** @param path below `/atservicesrest/V1.0` */
  call(method: string, path: string, body?: unknown): Promise<SiteAnswer>;
  get(path: string): Promise<SiteAnswer>;
  post(path: string, body: unknown): Promise<SiteAnswer>;
  /** The rows of a query. @throws Error where it was refused */
  query(entity: string, ...filter: readonly unknown[]): Promise<SeenRow[]>;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

export type SeenRow = Readonly<Record<string, string | number | boolean | null>>;

export interface CallerOptions {
  readonly userName: string;
  readonly secret: string;
  readonly integrationCode?: string;
}

export function siteCaller(url: string, { userName, secret, integrationCode = "CODE" }: CallerOptions): SiteCaller {
  const call: SiteCaller["call"] = async (method, path, body) => {
    const response = await fetch(path.startsWith("http") ? path : `${url}/atservicesrest/V1.0${path}`, {
      method,
      redirect: "manual",
      headers: { ApiIntegrationCode: integrationCode, UserName: userName, Secret: secret, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  };
  const post: SiteCaller["post"] = (path, body) => call("POST", path, body);
  return {
    call,
    get: (path) => call("GET", path),
    post,
    query: async (entity, ...filter) => rows(await post(`/${entity}/query`, { filter })),
  };
}

/** The rows of a page. */
export function rows(answer: SiteAnswer): SeenRow[] {
  const items = (answer.json as { items?: SeenRow[] } | undefined)?.items;
  if (items === undefined) throw new Error(`No page: ${answer.status} ${answer.text}`);
  return items;
}

export function ids(found: readonly SeenRow[]): number[] {
  return found.map((row) => Number(row["id"]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
