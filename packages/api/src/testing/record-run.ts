import type { Database } from "@integrations/database";
import { NOW, PSA } from "./api-fixture.ts";

interface RecordedProblem {
  readonly agreementId: string;
  readonly reason: string;
  readonly customerId?: string;
}

/** A run that has ended, as a worker would have recorded it. */
export async function recordRun(
  database: Database,
  run: { trigger?: "nightly" | "manual" | "preview"; status?: "succeeded" | "failed"; customerId?: string; minutesLater: number },
  problems: readonly RecordedProblem[],
): Promise<string> {
  const { id: connectionId } = await database.db.selectFrom("connections").select("id").executeTakeFirstOrThrow();
  const at = new Date(NOW.getTime() + run.minutesLater * 60_000);
  const { id } = await database.db
    .insertInto("runs")
    .values({
      partner_id: "p1",
      provider_id: PSA,
      connection_id: connectionId,
      trigger: run.trigger ?? "nightly",
      status: run.status ?? "succeeded",
      customer_id: run.customerId ?? null,
      queued_at: at,
      due_at: at,
      started_at: at,
      finished_at: at,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const rows = problems.map((problem, index) => ({
    run_id: id,
    position: index + 1,
    partner_id: "p1",
    customer_id: problem.customerId ?? null,
    agreement_id: problem.agreementId,
    outcome: "skipped" as const,
    reason: problem.reason,
  }));
  if (rows.length > 0) await database.db.insertInto("run_changes").values(rows).execute();
  return id;
}
