import { readFileSync } from "node:fs";
import { METRICS, type MetricDefinition } from "@integrations/metrics";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface AlertFile {
  readonly groups: ReadonlyArray<{ readonly name: string; readonly rules: readonly Alert[] }>;
}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const FILE = parse(readFileSync(new URL("../site/public/alerts.yml", import.meta.url), "utf8")) as AlertFile;
const ALERTS = FILE.groups.flatMap((group) => group.rules);
const DEFINITIONS: Readonly<Record<string, MetricDefinition>> = METRICS;
/** Words of the query language that are in use. */
const WORDS = new Set(["absent", "by", "increase", "max", "min", "min_over_time", "rate", "sum", "time"]);
const SUFFIX = /_(?:bucket|sum|count)$/;

describe("the alert rules", () => {
  it("are some, each with a name of its own", () => {
    expect(ALERTS.length).toBeGreaterThan(10);
    expect(new Set(ALERTS.map((alert) => alert.alert)).size).toBe(ALERTS.length);
  });

  it.for(ALERTS.map((alert) => [alert.alert, alert] as const))("%s asks for metrics and labels that there are", ([, { expr }]) => {
    const names = namesIn(expr);
    expect(names.length).toBeGreaterThan(0);
    for (const { name, labels } of names) {
      const definition = DEFINITIONS[name] ?? DEFINITIONS[name.replace(SUFFIX, "")];
      expect(definition, `${name} is no metric`).toBeDefined();
      // The parts of a histogram have names of their own, and it has none without them.
      const isPart = DEFINITIONS[name] === undefined && SUFFIX.test(name);
      expect(definition?.kind === "histogram", `${name}`).toBe(isPart);
      for (const label of labels) expect(definition?.labels, `${name} has no label ${label}`).toContain(label);
    }
  });

  it.for(ALERTS.map((alert) => [alert.alert, alert] as const))("%s says what is the case and what to do", ([, { labels, annotations }]) => {
    expect(["warning", "critical"]).toContain(labels["severity"]);
    expect(annotations["summary"]).toMatch(/^[A-Z].*\.$/);
    expect(annotations["action"]).toMatch(/^[A-Z].*\.$/);
  });

  it("are not fooled by a name that is gone", () => {
    expect(namesIn('sum by (provider) (rate(made_up_total{reason="x", status=~"5.."}[5m])) > 3')).toEqual([
      { name: "made_up_total", labels: ["reason", "status"] },
    ]);
  });
});

function namesIn(expr: string): Array<{ name: string; labels: string[] }> {
  const query = expr.replaceAll(/\bby\s*\([^)]*\)/g, "").replaceAll(/\[[^\]]*\]/g, "");
  return [...query.matchAll(/\b([a-z_]+)\b(?:\{([^}]*)\})?/g)]
    .filter(([, name = ""]) => !WORDS.has(name))
    .map(([, name = "", selector = ""]) => ({
      name,
      labels: [...selector.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label),
    }));
}
