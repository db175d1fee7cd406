import { loggerWith } from "../../logging/logger-with.ts";
import type { ServiceContext } from "../../service-context.ts";
import type { RunControl } from "./run-control.ts";

/**
 * The same context with a way out that leads past the run's control: no call of any kind begins once the run stops or its lease
 * is in doubt, however long the call waited for a place or a retry before. What the provider logs names the run.
 */
export function guardedContext(context: ServiceContext, control: RunControl): ServiceContext {
  return {
    ...context,
    host: {
      contextFor: (request) => {
        const inner = context.host.contextFor(request);
        return {
          ...inner,
          logger: loggerWith(inner.logger, { runId: control.fence.runId }),
          fetch: async (url, init) => {
            await control.beforeCall();
            return await inner.fetch(url, init);
          },
        };
      },
    },
  };
}
