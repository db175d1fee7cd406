import { ProviderError, type ProviderContext } from "@integrations/core";
import { z } from "zod";

/** What `ThresholdInformation` tells (V). */
export const thresholdInformation = z.object({
  externalRequestThreshold: z.number().positive(),
  currentTimeframeRequestCount: z.number().min(0),
});
export type Usage = z.output<typeof thresholdInformation>;

/**
 * Keeps this platform from using up what a database bears in an hour for all integrations together; beyond it, the whole of the
 * partner's API is suspended (V).
 */
export interface HourlyBudget {
  /**
   * Before each call: looks at the use now and then, and waits where it is high.
   * @throws ProviderError `rate_limited` where it stays high for longer than anybody waits
   */
  enter(): Promise<void>;
  /** A look somebody else had. */
  note(usage: Usage): void;
}

/** Above this share, a run waits; the rest belongs to the partner's other integrations. */
const PAUSE_ABOVE = 0.7;
/** A person's few calls at a screen are let through up to here. */
const REFUSE_ABOVE = 0.9;
const LOOK_EVERY_CALLS = 500;
const LOOK_EVERY_MS = 600_000;
/** Calls of a person between two looks where the use is high. */
const CALLS_WHILE_HIGH = 10;
/** Calls until the next look where one failed. */
const CALLS_AFTER_FAILED_LOOK = 50;
/** Waits between looks while it is high: longer each time, since every look is a request as well. */
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_BETWEEN_LOOKS_MS = 300_000;
/** A rolling hour: whatever was used is forgotten by then. */
const GIVE_UP_AFTER_MS = 3_660_000;

/** @param read asks Autotask; its own call counts for nobody */
export function createHourlyBudget(read: () => Promise<Usage>, context: ProviderContext): HourlyBudget {
  const { clock, signal, logger, patience } = context;
  const allowance = { calls: 0, untilMs: Number.NEGATIVE_INFINITY };
  let underWay: Promise<void> | undefined;

  const nowMs = (): number => clock.now().getTime();

  const allow = (calls: number): void => {
    allowance.calls = calls;
    allowance.untilMs = nowMs() + LOOK_EVERY_MS;
  };
  /** Our own calls until the next look must not be what takes the use over the line. */
  const note = ({ externalRequestThreshold, currentTimeframeRequestCount }: Usage): void =>
    allow(Math.max(1, Math.min(LOOK_EVERY_CALLS, Math.floor(externalRequestThreshold * PAUSE_ABOVE - currentTimeframeRequestCount))));

  const look = async (): Promise<void> => {
    const beganAtMs = nowMs();
    for (let looks = 1; ; looks += 1) {
      const usage = await readOrNothing();
      if (usage === undefined) return allow(CALLS_AFTER_FAILED_LOOK);
      const share = usage.currentTimeframeRequestCount / usage.externalRequestThreshold;
      if (share < PAUSE_ABOVE) return note(usage);
      if (patience === "interactive" && share < REFUSE_ABOVE) return allow(CALLS_WHILE_HIGH);
      if (patience === "interactive" || nowMs() - beganAtMs >= GIVE_UP_AFTER_MS) throw usedUp(usage);
      logger.warn({ ...usage }, "Waiting: the hour's requests to this Autotask database are nearly used up");
      await clock.sleep(Math.min(FIRST_WAIT_MS * looks, LONGEST_WAIT_BETWEEN_LOOKS_MS), signal);
    }
  };

  /** Not being able to tell is no reason not to work: the limit itself still answers 429. */
  const readOrNothing = async (): Promise<Usage | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code === "credentials_refused") throw error;
      logger.warn({ error }, "The use of the hour's requests could not be read");
      return undefined;
    }
  };

  return {
    note,
    async enter() {
      while (allowance.calls <= 0 || nowMs() > allowance.untilMs) {
        underWay ??= look().finally(() => {
          underWay = undefined;
        });
        await underWay;
      }
      allowance.calls -= 1;
    },
  };
}

function usedUp({ externalRequestThreshold, currentTimeframeRequestCount }: Usage): ProviderError {
  const detail = `Of the ${externalRequestThreshold} requests an hour this Autotask database takes from all integrations together, ${currentTimeframeRequestCount} are used.`;
  return new ProviderError({ code: "rate_limited", message: detail, detail });
}
