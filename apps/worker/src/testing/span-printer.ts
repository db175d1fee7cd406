/**
 * What an operator preloads to see traces (`NODE_OPTIONS=--import ...`), in its smallest form: keeps the active context by itself and
 * prints each span that ends as a line `span {...}`.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import {
  context,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type ContextManager,
  type Span,
  type SpanContext,
  type SpanStatus,
  type Tracer,
} from "@opentelemetry/api";

/** What a line says after `span `. */
export interface PrintedSpan {
  readonly id: string;
  readonly traceId: string;
  /** Id of the span it belongs to; null for the first of a trace. */
  readonly parent: string | null;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Attributes;
  readonly status: SpanStatus;
  readonly events: readonly unknown[];
}

const active = new AsyncLocalStorage<Context>();
const manager: ContextManager = {
  active: () => active.getStore() ?? ROOT_CONTEXT,
  with: (given, work, self, ...args) => active.run(given, () => work.apply(self as never, args)),
  bind: (_given, target) => target,
  enable: () => manager,
  disable: () => manager,
};

const tracer: Tracer = {
  startSpan: (name, { kind = 0, attributes: given = {} } = {}, parentContext = context.active()) => {
    const parent = trace.getSpanContext(parentContext);
    const traceId = parent?.traceId ?? randomBytes(16).toString("hex");
    return new PrintingSpan({ traceId, spanId: randomBytes(8).toString("hex"), traceFlags: TraceFlags.SAMPLED }, (span) => {
      const attributes = { ...given, ...span.attributes };
      const { status, events } = span;
      const printed: PrintedSpan = {
        id: span.spanContext().spanId,
        traceId,
        parent: parent?.spanId ?? null,
        name,
        kind,
        attributes,
        status,
        events,
      };
      process.stdout.write(`span ${JSON.stringify(printed)}\n`);
    });
  },
  startActiveSpan: (name: string, ...rest: readonly unknown[]) => {
    const work = rest.at(-1) as (span: Span) => never;
    const span = tracer.startSpan(name);
    return context.with(trace.setSpan(context.active(), span), () => work(span));
  },
};

class PrintingSpan implements Span {
  readonly attributes: Attributes = {};
  readonly events: unknown[] = [];
  status: SpanStatus = { code: 0 };
  readonly #context: SpanContext;
  readonly #onEnd: (span: PrintingSpan) => void;

  constructor(spanContext: SpanContext, onEnd: (span: PrintingSpan) => void) {
    this.#context = spanContext;
    this.#onEnd = onEnd;
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  setAttribute(key: string, value: Attributes[string]): this {
    return this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Attributes): this {
    Object.assign(this.attributes, attributes);
    return this;
  }

  addEvent(...event: readonly unknown[]): this {
    this.events.push(event);
    return this;
  }

  addLink(...link: readonly unknown[]): this {
    return this.addEvent(...link);
  }

  addLinks(...links: readonly unknown[]): this {
    return this.addEvent(...links);
  }

  recordException(...exception: readonly unknown[]): void {
    this.addEvent(...exception);
  }

  setStatus(status: SpanStatus): this {
    this.status = status;
    return this;
  }

  updateName(): this {
    return this;
  }

  isRecording(): boolean {
    return true;
  }

  end(): void {
    this.#onEnd(this);
  }
}

context.setGlobalContextManager(manager);
trace.setGlobalTracerProvider({ getTracer: () => tracer });
