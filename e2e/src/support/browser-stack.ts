import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAutotaskSimulator, type Simulator as AutotaskSimulator } from "@integrations/autotask-simulator";
import { startConnectWiseSimulator, type Simulator } from "@integrations/connectwise-simulator";
import { startEmbeddedPostgres } from "@integrations/database/embedded";
import { PLATFORM_MACHINE } from "@integrations/demo/accounts";
import { freePort } from "@integrations/demo/free-port";
import { startMailCatcher, type MailCatcher } from "@integrations/demo/mail-catcher";
import { runCommand, SIMULATOR_CLIENT_ID, startStack, type Stack } from "@integrations/demo/stack";
import { test as base } from "@playwright/test";
import { ACCOUNTS, MACHINES } from "./accounts.ts";
import { trpcHttp, type TrpcHttp } from "./trpc-http.ts";

/** The whole product as a browser meets it; one per worker process, shared by its tests. */
export interface BrowserStack extends Stack {
  readonly simulator: Simulator;
  readonly autotask: AutotaskSimulator;
  /** Every mail that was sent. */
  readonly mail: MailCatcher;
  /** Free, and known to the sign-in provider: for a console that has the settings pages below a path of its own. */
  readonly hostPort: number;
  /** Where the worker tells what it measures. */
  readonly metricsUrl: string;
  /** Free, and the platform may speak to it: for a receiver of webhooks. */
  readonly hookPort: number;
  /** The console's machine account. */
  readonly platform: TrpcHttp;
  /** `pnpm nightly`, to its end: every active connection, also of partners other tests have left behind. */
  night(): Promise<void>;
}

/** Where nobody listens. */
export const SILENT_SITE = "127.0.0.1:9";

interface WorkerFixtures {
  readonly stack: BrowserStack;
}

export const test = base.extend<object, WorkerFixtures>({
  stack: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), "integrations-browser-"));
      const postgres = await startEmbeddedPostgres({ persistent: false });
      const simulator = await startConnectWiseSimulator({ clientIds: [SIMULATOR_CLIENT_ID] });
      const autotask = await startAutotaskSimulator({ tenants: [] });
      const mail = await startMailCatcher({ smtp: await freePort(), page: await freePort() });
      const hookPort = await freePort();
      const hostPort = await freePort();
      const metricsPort = await freePort();
      const host = `http://127.0.0.1:${hostPort}`;
      const stack = await startStack({
        webOrigins: [host, `${host}/settings/integrations`],
        databaseUrl: postgres.url,
        ports: { server: await freePort(), issuer: await freePort() },
        sites: { connectwise: simulator.site, autotask: autotask.site },
        logDir: folder,
        accounts: ACCOUNTS,
        machines: MACHINES,
        env: {
          SMTP_URL: mail.smtpUrl,
          METRICS_PORT: String(metricsPort),
          OUTBOUND_ALLOW: [simulator.site, autotask.site, SILENT_SITE, `127.0.0.1:${hookPort}`].join(","),
        },
      });
      const platform = trpcHttp(stack.url, await stack.machineToken(PLATFORM_MACHINE.id));
      // How it ends is not asked: that tells of all partners, and a test looks at its own.
      const night = (): Promise<void> => runCommand("nightly", "worker/src/nightly.ts", stack.env, folder).catch(() => undefined);
      const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
      await use({ ...stack, hostPort, hookPort, metricsUrl, mail, simulator, autotask, platform, night });
      await stack.stop();
      await simulator.close();
      await autotask.close();
      await mail.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ stack }, use) => {
    await use(stack.url);
  },
});

export { expect } from "@playwright/test";
