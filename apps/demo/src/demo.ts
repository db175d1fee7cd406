import { join } from "node:path";
import { SAMPLE_CONNECTION as AUTOTASK_CONNECTION } from "@integrations/autotask-simulator";
import { SAMPLE_CONNECTION } from "@integrations/connectwise-simulator";
import { startEmbeddedPostgres } from "@integrations/database/embedded";
import { openDemoState } from "./demo-state.ts";
import { PLATFORM_MACHINE, SAMPLE_ACCOUNTS, SAMPLE_MACHINE } from "./issuer/accounts.ts";
import { startMailCatcher } from "./mail/mail-catcher.ts";
import { runNightly } from "./run-nightly.ts";
import { countedToday } from "./sample/counted-today.ts";
import { startKeptAutotask } from "./sample/kept-autotask.ts";
import { startKeptConnectWise } from "./sample/kept-connectwise.ts";
import { pushAsConsole, setUpAsPartner } from "./sample/set-up.ts";
import { startProcess, type StartedProcess } from "./stack/child-process.ts";
import { freePort, tryPort } from "./stack/free-port.ts";
import { appPath, startStack } from "./stack/stack.ts";

export interface DemoOptions {
  readonly dataDir: string;
  /** Of API and web UI. */
  readonly port: number;
  readonly watch: boolean;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface Demo {
  /** Settles with a sentence when a part ends that should not. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

/** Origin of the web UI's development server. */
const VITE_ORIGIN = "http://127.0.0.1:5173";

/** Starts every part, sets the sample partner up, and runs a first nightly pass. Stops what it started where it fails. */
export async function startDemo({ dataDir, port, watch, say, signal }: DemoOptions): Promise<Demo> {
  if ((await tryPort(port)) === undefined)
    throw new Error(`port ${port} is taken. Stop what uses it, or choose another one: PORT=3100 npm start`);
  const stops: Array<() => Promise<void>> = [];
  const stop = async (): Promise<void> => {
    for (let last = stops.pop(); last !== undefined; last = stops.pop()) await last();
  };
  const step = async <Result>(sentence: string, work: () => Promise<Result>): Promise<Result> => {
    signal.throwIfAborted();
    say(sentence);
    return await work();
  };
  try {
    const state = await openDemoState(dataDir);
    const postgres = await step("PostgreSQL …", () => startEmbeddedPostgres({ persistent: true, dataDir: join(dataDir, "postgres") }));
    stops.push(() => postgres.stop());
    const kept = await step("ConnectWise simulator …", () =>
      startKeptConnectWise({ file: join(dataDir, "connectwise.json"), port: state.simulatorPort, controlPort: state.controlPort }),
    );
    stops.push(() => kept.stop());
    const keptAutotask = await step("Autotask simulator …", () =>
      startKeptAutotask({ file: join(dataDir, "autotask.json"), port: state.autotaskPort, controlPort: state.autotaskControlPort }),
    );
    stops.push(() => keptAutotask.stop());
    const mail = await step("Mail catcher …", async () => startMailCatcher({ smtp: await freePort(3025), page: await freePort(3080) }));
    stops.push(() => mail.close());
    const stack = await step("Sign-in provider, server and worker …", () =>
      startStack({
        databaseUrl: postgres.url,
        credentialsKeys: state.credentialsKeys,
        ports: { server: port, issuer: state.issuerPort },
        sites: { connectwise: kept.simulator.site, autotask: keptAutotask.simulator.site },
        logDir: join(dataDir, "logs"),
        accounts: SAMPLE_ACCOUNTS,
        machines: [PLATFORM_MACHINE, SAMPLE_MACHINE],
        webOrigins: watch ? [VITE_ORIGIN] : [],
        env: { SMTP_URL: mail.smtpUrl },
        watch,
      }),
    );
    stops.push(() => stack.stop());
    if (watch) {
      const web = startWebInDevelopment(stack.url, join(dataDir, "logs", "web.log"));
      stops.push(() => web.stop());
    }
    await step("The console tells what it counted …", () => pushAsConsole(stack, countedToday(state.starts)));
    const done = await step("The sample partner enables, maps and assigns …", () => setUpAsPartner(stack));
    if (done === "already set up") say("  (was done in an earlier start)");
    await step("The first nightly run:\n", () => runNightly(stack.env));
    const controls = { mails: mail.pageUrl, connectwise: kept.simulator.controlUrl, autotask: keptAutotask.simulator.controlUrl };
    say(whereToLook(watch ? VITE_ORIGIN : stack.url, stack.issuerUrl, controls, dataDir));
    return { broken: stack.broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The web UI as it is being written: its changes show at once. */
function startWebInDevelopment(apiOrigin: string, logFile: string): StartedProcess {
  return startProcess({
    name: "web",
    script: appPath("web/node_modules/vite/bin/vite.js"),
    cwd: appPath("web"),
    env: { API_ORIGIN: apiOrigin },
    logFile,
  });
}

interface Controls {
  readonly mails: string;
  readonly connectwise: string | undefined;
  readonly autotask: string | undefined;
}

function whereToLook(url: string, issuerUrl: string, controls: Controls, dataDir: string): string {
  const accounts = SAMPLE_ACCOUNTS.map((account) => `    ${account.name.padEnd(16)} ${account.description}`).join("\n");
  return `
The console runs on ${url}

  Sign in with a button, no password (${issuerUrl}):
${accounts}

  To enable ConnectWise for another partner, enter
    Company ID   ${SAMPLE_CONNECTION.companyId}
    Public key   ${SAMPLE_CONNECTION.publicKey}
    Private key  ${SAMPLE_CONNECTION.privateKey}
  To enable Autotask PSA, also beside ConnectWise, enter
    API user name        ${AUTOTASK_CONNECTION.userName}
    API secret           ${AUTOTASK_CONNECTION.secret}
    Tracking identifier  ${AUTOTASK_CONNECTION.integrationCode}

  What stands at ConnectWise    ${controls.connectwise}/tenants/${SAMPLE_CONNECTION.companyId}/lines
  What stands at Autotask       ${controls.autotask}/tenants/sample/lines
  Mails that were sent          ${controls.mails}
  Another night, now            change something, then choose "Update now" on the Activity tab
  Data and logs                 ${dataDir}

Ctrl-C stops everything.
`;
}
