import { auditRouter } from "./routers/audit.router.ts";
import { connectionRouter } from "./routers/connection.router.ts";
import { customersRouter } from "./routers/customers.router.ts";
import { integrationsRouter } from "./routers/integrations.router.ts";
import { linesRouter } from "./routers/lines.router.ts";
import { mappingRouter } from "./routers/mapping.router.ts";
import { noticesRouter } from "./routers/notices.router.ts";
import { platformRouter } from "./routers/platform.router.ts";
import { reasonsRouter } from "./routers/reasons.router.ts";
import { runsRouter } from "./routers/runs.router.ts";
import { sessionRouter } from "./routers/session.router.ts";
import { supportRouter } from "./routers/support.router.ts";
import { createCallerFactory, router } from "./trpc.ts";

/** Every procedure. The names are a promise to outside clients. */
export const appRouter = router({
  platform: platformRouter,
  session: sessionRouter,
  integrations: integrationsRouter,
  connection: connectionRouter,
  mapping: mappingRouter,
  customers: customersRouter,
  runs: runsRouter,
  lines: linesRouter,
  notices: noticesRouter,
  support: supportRouter,
  audit: auditRouter,
  reasons: reasonsRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP. */
export const createCaller = createCallerFactory(appRouter);
