import { existsSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";

const SAVE_EVERY_MS = 5_000;

export interface KeptSimulator<Simulator> {
  readonly simulator: Simulator;
  /** Stops it and saves its records. */
  stop(): Promise<void>;
}

/** What an earlier start left in the file. */
export function keptRecords<Records>(file: string): Records | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Records) : undefined;
}

/** Writes a simulator's records into the file whenever they changed, so that they outlive a restart as a real site's would. */
export function keepRecords<Simulator extends { close(): Promise<void> }>(
  simulator: Simulator,
  file: string,
  recordsOf: (simulator: Simulator) => unknown,
): KeptSimulator<Simulator> {
  let saved = "";
  let saving = Promise.resolve();
  const save = (): Promise<void> => {
    const text = JSON.stringify(recordsOf(simulator));
    if (text === saved) return saving;
    saved = text;
    // Written beside it first: a kill in the middle must not leave half a file.
    saving = saving.then(() => writeFile(`${file}.new`, text)).then(() => rename(`${file}.new`, file));
    return saving;
  };
  const timer = setInterval(() => void save(), SAVE_EVERY_MS);
  return {
    simulator,
    stop: async () => {
      clearInterval(timer);
      await simulator.close();
      await save();
    },
  };
}
