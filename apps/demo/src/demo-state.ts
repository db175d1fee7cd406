import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, tryPort } from "./stack/free-port.ts";
import { newCredentialsKeys } from "./stack/stack.ts";

/** What has to stay the same from one start to the next: stored connections name the simulators' ports and use these keys. */
export interface DemoState {
  readonly credentialsKeys: string;
  readonly issuerPort: number;
  readonly simulatorPort: number;
  readonly controlPort: number;
  readonly autotaskPort: number;
  readonly autotaskControlPort: number;
  /** Starts so far, this one included. */
  readonly starts: number;
}

/** Reads the state of the data folder, or begins it. @throws Error where one of its ports is taken */
export async function openDemoState(dataDir: string): Promise<DemoState> {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "demo.json");
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<DemoState>) : {};
  // A folder made before there was a second simulator has no ports for it.
  const earlier: DemoState = { ...(await begin()), ...kept };
  const { issuerPort, simulatorPort, controlPort, autotaskPort, autotaskControlPort } = earlier;
  for (const port of [issuerPort, simulatorPort, controlPort, autotaskPort, autotaskControlPort]) {
    if ((await tryPort(port)) !== undefined) continue;
    throw new Error(`port ${port}, which the sample data was made with, is taken. Stop what uses it, or delete ${dataDir} to begin anew.`);
  }
  const state = { ...earlier, starts: earlier.starts + 1 };
  writeFileSync(file, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  return state;
}

async function begin(): Promise<DemoState> {
  return {
    credentialsKeys: newCredentialsKeys(),
    issuerPort: await freePort(3001),
    simulatorPort: await freePort(3002),
    controlPort: await freePort(3003),
    autotaskPort: await freePort(3004),
    autotaskControlPort: await freePort(3005),
    starts: 0,
  };
}
