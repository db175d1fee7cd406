import type { LocalDate, Product, ProviderSession } from "@integrations/core";
import type { RunInput, RunRecord } from "@integrations/database";
import type { ServiceContext } from "../../service-context.ts";
import type { RunControl } from "./run-control.ts";
import type { RunTimes } from "./run-times.ts";

/** A claimed run with all that carrying it out needs. */
export interface RunJob {
  readonly context: ServiceContext;
  readonly run: RunRecord;
  /** Whether an earlier attempt may have written something. */
  readonly resumed: boolean;
  readonly times: RunTimes;
  readonly control: RunControl;
}

/** A run whose input was loaded and whose session is open. */
export interface RunWork extends RunJob {
  readonly input: RunInput;
  readonly session: ProviderSession;
  readonly loadedAt: Date;
  /** The partner's day when the run was loaded; the run keeps to it over midnight. */
  readonly today: LocalDate;
  /** Whether lines may be added at all. */
  readonly canAdd: boolean;
}

export type ProductsById = ReadonlyMap<string, Product>;
