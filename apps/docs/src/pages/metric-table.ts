import { METRICS, type MetricDefinition } from "@integrations/metrics";
import { code, plain, table } from "../markdown.ts";

/** Everything that server and worker measure. */
export function metricTable(): string {
  const rows = Object.entries<MetricDefinition>(METRICS).map(([name, { kind, help, labels, of }]) => [
    [code(name), ...(labels.length === 0 ? [] : [`by ${labels.map(code).join(", ")}`])].join("<br>"),
    `${kind}, ${of.join(" and ")}`,
    plain(help),
  ]);
  return table(["Metric", "Kind, and who tells it", "Meaning"], rows);
}
