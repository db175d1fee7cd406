import type { ProviderContext } from "@integrations/core";

/**
 * The connection's memory in two parts: where its zone is, and which writes are open. Every change reads what is stored by
 * then, so that one part does not undo the other. A memory that cannot be read or written costs a discovery, or a moment of
 * certainty, and never the session.
 */
export interface SessionMemory {
  read(part: MemoryPart): Promise<unknown>;
  change(part: MemoryPart, change: (stored: unknown) => unknown): Promise<void>;
}

export type MemoryPart = "zone" | "openWrites";

export function createSessionMemory({ memory, logger }: ProviderContext): SessionMemory {
  let last: Promise<unknown> = Promise.resolve();

  const readAll = async (): Promise<Readonly<Record<string, unknown>>> => {
    const stored = await memory.read();
    return typeof stored === "object" && stored !== null && !Array.isArray(stored) ? { ...stored } : {};
  };
  /** One after the other, whatever became of the one before. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    read: (part) =>
      inTurn(async () => (await readAll())[part]).catch((error: unknown) => {
        logger.warn({ error, part }, "The connection's memory could not be read");
        return undefined;
      }),
    change: (part, change) =>
      inTurn(async () => {
        const stored = await readAll();
        await memory.write({ ...stored, [part]: change(stored[part]) });
      }).catch((error: unknown) => logger.warn({ error, part }, "The connection's memory could not be written")),
  };
}
