import type { LocalDate, ProviderContext } from "@integrations/core";
import { z } from "zod";
import type { SessionMemory } from "./session-memory.ts";

/**
 * The journal of writes that were sent and not seen again.
 *
 * An adjustment is a delta, its answer names nothing, and what it did may show only after a while (C). So a process that dies
 * between sending and seeing would leave its successor with a read that still shows the units of before, and the successor
 * would send the delta again. The journal is written before the adjustment is sent; whoever reads or writes that contract next
 * waits until what was sent must show. Losing the journal leaves what else stands against a double: Autotask refuses a second
 * adjustment of a line on one day (C).
 */
export interface OpenWrites {
  begin(write: OpenWrite): Promise<void>;
  /** It was seen, or certainly did nothing. */
  settle(write: OpenWrite): Promise<void>;
  /** Waits until everything that was sent to these contracts must show. */
  untilVisible(contractIds: readonly number[]): Promise<void>;
}

export interface OpenWrite {
  readonly contractId: number;
  /** Id of the contract service, or `service` and the service's id for one that is new. */
  readonly line: string;
  readonly effectiveOn: LocalDate;
  readonly target: number;
  readonly sentAt: string;
}

/** After this, what was sent shows or never will: well beyond the lag of reads, which is a few seconds (C). */
const VISIBLE_AFTER_MS = 60_000;

/** More than a run has under way by far; a broken store must not grow for ever. */
const MOST_KEPT = 200;

const stored = z.array(
  z.object({
    contractId: z.number().int(),
    line: z.string(),
    effectiveOn: z.string(),
    target: z.number(),
    sentAt: z.iso.datetime(),
  }),
);

export function createOpenWrites(memory: SessionMemory, context: ProviderContext): OpenWrites {
  const nowMs = (): number => context.clock.now().getTime();
  /** How long until it must show; never longer than that takes, whatever the clock that wrote it said. */
  const leftMs = (write: OpenWrite): number => Math.min(VISIBLE_AFTER_MS, Date.parse(write.sentAt) + VISIBLE_AFTER_MS - nowMs());
  const open = (value: unknown): OpenWrite[] => (stored.safeParse(value).data ?? []).filter((write) => leftMs(write) > 0);
  const without = (writes: readonly OpenWrite[], gone: OpenWrite): OpenWrite[] =>
    writes.filter((write) => write.contractId !== gone.contractId || write.line !== gone.line);

  return {
    begin: (write) => memory.change("openWrites", (value) => [...without(open(value), write), write].slice(-MOST_KEPT)),
    settle: (write) => memory.change("openWrites", (value) => without(open(value), write)),
    async untilVisible(contractIds) {
      const wanted = new Set(contractIds);
      const found = open(await memory.read("openWrites")).filter((write) => wanted.has(write.contractId));
      if (found.length === 0) return;
      const waitMs = Math.max(...found.map(leftMs));
      context.logger.info({ contracts: found.map((write) => write.contractId), waitMs }, "Waiting for what was sent before to show");
      await context.clock.sleep(waitMs, context.signal);
      for (const write of found) await memory.change("openWrites", (value) => without(open(value), write));
    },
  };
}
