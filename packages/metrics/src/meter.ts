import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { METRICS, type LabelsOf, type MeteredProcess, type MetricDefinition, type MetricName, type MetricOfKind } from "./metrics.ts";

/** What one process measures. */
export interface Meter {
  count<Name extends MetricOfKind<"counter">>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  observe<Name extends MetricOfKind<"histogram">>(name: Name, labels: LabelsOf<Name>, value: number): void;
  set<Name extends MetricOfKind<"gauge">>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Tells nothing of this gauge until it is set again. */
  forget(name: MetricOfKind<"gauge">): void;
  /** Called before each reading, to set what is only known when asked for; it must not throw. */
  beforeReading(prepare: () => Promise<void> | void): void;
  /** All of it in Prometheus's text format. */
  read(): Promise<string>;
  readonly contentType: string;
}

/** Registers everything the process tells, Node's own metrics included. Metrics of another process are left out when told. */
export function createMeter(process: MeteredProcess): Meter {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const made = new Map<string, Counter | Gauge | Histogram>();
  for (const [name, definition] of Object.entries<MetricDefinition>(METRICS)) {
    if (definition.of.includes(process)) made.set(name, make(name, definition, registry));
  }
  const preparations: Array<() => Promise<void> | void> = [];
  return {
    count: (name, labels, by = 1) => metric(made, name, Counter)?.inc(labels, by),
    observe: (name, labels, value) => metric(made, name, Histogram)?.observe(labels, value),
    set: (name, labels, value) => metric(made, name, Gauge)?.set(labels, value),
    forget: (name) => forget(metric(made, name, Gauge), METRICS[name].labels),
    beforeReading: (prepare) => preparations.push(prepare),
    read: async () => {
      await Promise.all(preparations.map((prepare) => prepare()));
      return await registry.metrics();
    },
    contentType: registry.contentType,
  };
}

function make(name: string, { kind, help, labels, buckets }: MetricDefinition, registry: Registry): Counter | Gauge | Histogram {
  const about = { name, help, labelNames: [...labels], registers: [registry] };
  switch (kind) {
    case "counter":
      return new Counter(about);
    case "gauge": {
      const gauge = new Gauge(about);
      // What was never measured is not 0.
      forget(gauge, labels);
      return gauge;
    }
    case "histogram":
      return new Histogram({ ...about, ...(buckets === undefined ? {} : { buckets: [...buckets] }) });
  }
}

function forget(gauge: Gauge | undefined, labels: readonly string[]): void {
  // A reset sets a gauge without labels to 0.
  if (labels.length === 0) gauge?.remove();
  else gauge?.reset();
}

function metric<Kind>(made: ReadonlyMap<string, object>, name: MetricName, kind: abstract new (...args: never) => Kind): Kind | undefined {
  const found = made.get(name);
  return found instanceof kind ? found : undefined;
}
