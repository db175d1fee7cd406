import type { RunRecord } from "@integrations/database";
import type { ServiceContext } from "../../service-context.ts";
import { startRun, type StartRunInput } from "../start-run.ts";
import { getRun, type RunView } from "../view-runs.ts";
import { workOnRun, type RunReport, type WorkOptions } from "../work-on-run.ts";
import type { World } from "./world.ts";

/** Starts a run, carries it out and shows it. */
export async function runIt(
  context: ServiceContext,
  world: World,
  input: Omit<StartRunInput, "providerId"> = {},
  options: Partial<WorkOptions> = {},
): Promise<RunView> {
  const { runId } = await startRun(context, world.scope, { providerId: "fake-psa", ...input });
  await carryOn(context, runId, options);
  return await getRun(context, world.scope, { runId });
}

/** What a worker does that is given the run. */
export async function carryOn(context: ServiceContext, runId: string, options: Partial<WorkOptions> = {}): Promise<RunReport> {
  return await workOnRun(context, { runId }, { signal: new AbortController().signal, times: { tickMs: 10 }, ...options });
}

/** Changes as `agreement/product before>after outcome reason`, in the order of agreement and product. */
export function told(run: RunView): string[] {
  return run.changes
    .map((change) => {
      const about = [change.agreementId, change.productId ?? change.customerId].filter((each) => each !== null).join("/");
      const numbers = `${change.before ?? "-"}>${change.after ?? "-"}`;
      return [about, numbers, change.outcome, change.reason].filter((each) => each !== null).join(" ");
    })
    .toSorted();
}

export function countsOf(run: RunRecord): Partial<RunRecord["counts"]> {
  return Object.fromEntries(Object.entries(run.counts).filter(([, count]) => count > 0));
}
