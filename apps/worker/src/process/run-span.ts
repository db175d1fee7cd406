import type { RunEvent, RunReport } from "@integrations/services";
import { SpanStatusCode, trace, type Attributes, type Span } from "@opentelemetry/api";

/**
 * Tells an attempt at a run as a span, the parent of its calls. Without an OpenTelemetry SDK in the process that comes to nothing.
 * @param work is given the function that is to hear what becomes of the run
 */
export async function inRunSpan(work: (observe: (event: RunEvent) => void) => Promise<RunReport>): Promise<RunReport> {
  return await trace.getTracer("@integrations/worker").startActiveSpan("run", async (span) => {
    try {
      const report = await work((event) => tellEvent(span, event));
      span.setAttributes(factsOf(report));
      if (report.kind === "lost" || (report.kind === "ended" && report.status === "failed")) span.setStatus({ code: SpanStatusCode.ERROR });
      return report;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

function tellEvent(span: Span, event: RunEvent): void {
  const subject = { "integrations.provider": event.providerId, "integrations.run.trigger": event.trigger };
  span.setAttributes(event.kind === "begun" ? { ...subject, "integrations.run.taken_over": event.takenOver } : subject);
}

function factsOf(report: RunReport): Attributes {
  const facts: Attributes = { "integrations.run.report": report.kind };
  if ("runId" in report) facts["integrations.run.id"] = report.runId;
  if ("status" in report) facts["integrations.run.status"] = report.status;
  if ("reason" in report && report.reason !== null) facts["integrations.run.reason"] = report.reason;
  if (report.kind !== "ended") return facts;
  for (const outcome of ["set", "added", "skipped", "held", "failed"] as const)
    facts[`integrations.run.${outcome}`] = report.counts[outcome];
  return facts;
}
