import type { ReasonCode } from "@integrations/core";
import { countReasons, type RunRecord } from "@integrations/database";
import type { ServiceContext } from "../../service-context.ts";
import type { RunEvent } from "../run-event.ts";
import type { RunReport } from "./conclude.ts";

export interface TellerOptions {
  readonly context: ServiceContext;
  readonly run: RunRecord;
  readonly claimedAt: Date;
  readonly observe: ((event: RunEvent) => void) | undefined;
}

/** Tells the log, and whoever counts, what becomes of a run. */
export class RunTeller {
  readonly #options: TellerOptions;
  readonly #about: Readonly<Record<string, unknown>>;
  readonly #subject: Pick<RunEvent, "providerId" | "trigger">;

  constructor(options: TellerOptions) {
    const { id: runId, partnerId, connectionId, providerId, trigger } = options.run;
    this.#options = options;
    this.#about = { runId, partnerId, connectionId, provider: providerId };
    this.#subject = { providerId, trigger };
  }

  begins({ resumed, takenOver }: { readonly resumed: boolean; readonly takenOver: boolean }): void {
    const { context, run, claimedAt, observe } = this.#options;
    const { trigger, night, attempts: attempt, dueAt } = run;
    context.logger.info({ ...this.#about, trigger, night, attempt, resumed, takenOver }, "run begins");
    observe?.({ ...this.#subject, kind: "begun", delayMs: Math.max(0, claimedAt.getTime() - dueAt.getTime()), takenOver });
  }

  async ends(report: RunReport, calls: number): Promise<void> {
    const { context, claimedAt, observe } = this.#options;
    const durationMs = context.clock.now().getTime() - claimedAt.getTime();
    const problems = observe === undefined ? NO_PROBLEMS : await this.#countProblems(report);
    const told = problems.size === 0 ? {} : { problems: Object.fromEntries(problems) };
    context.logger.info({ ...this.#about, ...report, ...told, calls, durationMs }, "run ends");
    if (report.kind === "retried_later") observe?.({ ...this.#subject, kind: "put_off", reason: report.reason });
    if (report.kind !== "ended") return;
    const { status, reason, counts } = report;
    observe?.({ ...this.#subject, kind: "ended", status, reason, counts, problems, durationMs });
  }

  isLost(error: unknown): void {
    this.#options.context.logger.error({ ...this.#about, err: error }, "how the run ended could not be stored; it will be taken over");
  }

  /** The run is over and stored, so trouble here is a count that is missing and no more. */
  async #countProblems(report: RunReport): Promise<ReadonlyMap<ReasonCode, number>> {
    if (report.kind !== "ended" || report.counts.skipped + report.counts.held + report.counts.failed === 0) return NO_PROBLEMS;
    const { context, run } = this.#options;
    try {
      return await countReasons(context.database.db, run.id);
    } catch (error) {
      context.logger.warn({ ...this.#about, err: error }, "the problems of the run could not be counted");
      return NO_PROBLEMS;
    }
  }
}

const NO_PROBLEMS: ReadonlyMap<ReasonCode, number> = new Map();
