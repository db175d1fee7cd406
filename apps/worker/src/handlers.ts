import type { JobHandlers } from "@integrations/jobs";
import {
  deliverNotice,
  fanOutNight,
  keepUpNotices,
  purgeHistory,
  putWeeklyDigests,
  sweepRuns,
  workOnRun,
  type RunEvent,
} from "@integrations/services";
import type { WorkerParts } from "./compose.ts";
import { observeRun } from "./metrics/worker-meter.ts";
import { inRunSpan } from "./process/run-span.ts";

/** What this worker does for each kind of job. `shutdown` is aborted when the process is to end. */
export function handlersOf({ context, configuration, meter, outlets }: WorkerParts, shutdown: AbortSignal): JobHandlers {
  return {
    "integration:nightly-fanout": async (payload) => {
      await fanOutNight(context, { dueAt: new Date(payload._cron.ts), windowMinutes: configuration.nightlyWindowMinutes });
    },
    "integration:run": async (payload) => {
      // Taken in the very moment of the end: back to the queue with it.
      shutdown.throwIfAborted();
      await inRunSpan((tell) => {
        const observe = (event: RunEvent): void => {
          observeRun(meter, event);
          tell(event);
        };
        return workOnRun(context, payload, { signal: shutdown, observe });
      });
    },
    "integration:sweep": async () => {
      await sweepRuns(context);
    },
    "integration:purge-history": async () => {
      await purgeHistory(context, shutdown);
    },
    "integration:deliver-notice": async (payload) => {
      await deliverNotice(context, outlets, payload, shutdown);
    },
    "integration:notice-upkeep": async () => {
      await keepUpNotices(context);
    },
    "integration:weekly-digest": async (payload) => {
      await putWeeklyDigests(context, new Date(payload._cron.ts), shutdown);
    },
  };
}
