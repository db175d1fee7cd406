/** Calls a procedure as a client outside this repository would: plain HTTP, JSON, no types shared. */
export interface TrpcHttp {
  /** @throws TrpcRefusal where the answer is an error */
  query<Output>(procedure: string, input: unknown): Promise<Output>;
  mutate<Output>(procedure: string, input: unknown): Promise<Output>;
}

class TrpcRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly reason: string | undefined;
  /** The whole error as it came over the wire. */
  readonly body: unknown;

  constructor(procedure: string, status: number, body: TrpcErrorBody) {
    super(`${procedure}: ${status} ${body.error.data.code} ${body.error.data.reason ?? ""} ${body.error.message}`);
    this.status = status;
    this.code = body.error.data.code;
    this.reason = body.error.data.reason;
    this.body = body;
  }
}

interface TrpcErrorBody {
  readonly error: { readonly message: string; readonly data: { readonly code: string; readonly reason?: string } };
}

export function trpcHttp(baseUrl: string, token: string | undefined): TrpcHttp {
  const headers = { "content-type": "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const answer = async (procedure: string, response: Response): Promise<never> => {
    const body = (await response.json()) as { result: { data: never } } & TrpcErrorBody;
    if (!response.ok) throw new TrpcRefusal(procedure, response.status, body);
    return body.result.data;
  };
  return {
    query: async (procedure, input) =>
      await answer(procedure, await fetch(`${baseUrl}/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers })),
    mutate: async (procedure, input) =>
      await answer(procedure, await fetch(`${baseUrl}/trpc/${procedure}`, { method: "POST", headers, body: JSON.stringify(input) })),
  };
}
