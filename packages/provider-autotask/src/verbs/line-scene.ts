import type { ProviderContext } from "@integrations/core";
import type { DatePolicy } from "../definition/fields.ts";
import type { OpenWrites } from "../memory/open-writes.ts";
import type { Turns } from "../memory/turns.ts";
import type { AutotaskApi } from "../wire/api.ts";

/** What reading and writing lines needs beside the API. */
export interface LineScene {
  readonly api: AutotaskApi;
  readonly context: ProviderContext;
  readonly policy: DatePolicy;
  readonly openWrites: OpenWrites;
  /** One contract is written by one at a time. */
  readonly turns: Turns;
}
