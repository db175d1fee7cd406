import { ProviderError, type ProviderFetch } from "@integrations/core";
import { context, SpanKind, SpanStatusCode, trace, type Attributes, type Context, type Span } from "@opentelemetry/api";
import type { Redactor } from "../redaction/redactor.ts";

export interface CallSpanOptions {
  readonly providerId: string;
  readonly connectionId: string;
  /** Of the connection: whatever of a call is told passes it. */
  readonly redactor: Redactor;
}

/**
 * A fetch that tells each exchange as a span, a child of whatever is active when this is called. Without an OpenTelemetry SDK in the
 * process that comes to nothing. Method, host, path and status are told; what was searched for, headers, bodies and the
 * texts of errors are not.
 */
export function withCallSpans(fetch: ProviderFetch, { providerId, connectionId, redactor }: CallSpanOptions): ProviderFetch {
  // Not what is active at the call: a call that waited for its place may be begun by the end of another run's.
  const parent = context.active();
  const tracer = trace.getTracer("@integrations/provider-kit");
  return async (url, init) => {
    const span = tracer.startSpan(`${init.method} ${providerId}`, { kind: SpanKind.CLIENT }, parent);
    // Nobody listens, or this trace is not sampled.
    if (!span.isRecording()) return await within(parent, span, () => fetch(url, init));
    span.setAttributes({
      "http.request.method": init.method,
      ...placeOf(url, redactor),
      "integrations.provider": providerId,
      "integrations.connection_id": connectionId,
    });
    try {
      const answer = await within(parent, span, () => fetch(url, init));
      span.setAttribute("http.response.status_code", answer.status);
      if (answer.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
      return answer;
    } catch (error) {
      span.setAttribute("error.type", error instanceof ProviderError ? error.code : "aborted");
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  };
}

function within<Result>(parent: Context, span: Span, work: () => Promise<Result>): Promise<Result> {
  return context.with(trace.setSpan(parent, span), work);
}

function placeOf(url: string, redactor: Redactor): Attributes {
  const parsed = URL.parse(url);
  if (parsed === null) return {};
  const { hostname, port, pathname } = parsed;
  return { "server.address": hostname, ...(port === "" ? {} : { "server.port": Number(port) }), "url.path": redactor.text(pathname) };
}
