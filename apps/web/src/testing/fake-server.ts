/** What a procedure answers; throw `refusal(...)` for a refusal. Procedures that are not named are not there. */
export type Answers = Readonly<Record<string, (input: Record<string, unknown>) => unknown>>;

export interface FakeServer {
  readonly fetch: typeof fetch;
  /** Every call so far, in order. */
  readonly calls: ReadonlyArray<{ readonly procedure: string; readonly input: Record<string, unknown> }>;
}

/** Answers over the API's own wire format, so that everything above `fetch` is the real thing. */
export function fakeServer(answers: Answers): FakeServer {
  const calls: Array<{ procedure: string; input: Record<string, unknown> }> = [];
  return {
    calls,
    fetch: (address, init) => {
      const procedure = decodeURIComponent(new URL(String(address), "http://console.example").pathname.replace("/trpc/", ""));
      const input = JSON.parse(typeof init?.body === "string" ? init.body : "{}") as Record<string, unknown>;
      calls.push({ procedure, input });
      return Promise.resolve(answer(answers, procedure, input));
    },
  };
}

export function refusal(reason: string, httpStatus: number, data: Record<string, unknown> = {}): Error {
  return new Refused(reason, httpStatus, data);
}

class Refused extends Error {
  readonly reason: string;
  readonly httpStatus: number;
  readonly data: Record<string, unknown>;

  constructor(reason: string, httpStatus: number, data: Record<string, unknown>) {
    super(reason);
    this.reason = reason;
    this.httpStatus = httpStatus;
    this.data = data;
  }
}

function answer(answers: Answers, procedure: string, input: Record<string, unknown>): Response {
  try {
    const found = answers[procedure];
    if (found === undefined) throw refusal("not_found", 404);
    return json(200, { result: { data: found(input) } });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { reason, httpStatus, data } = error;
    return json(httpStatus, { error: { message: reason, code: -32_600, data: { code: reason, httpStatus, reason, ...data } } });
  }
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}
