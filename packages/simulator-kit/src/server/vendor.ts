import type { z } from "zod";
import type { AdjustableClock } from "../clock.ts";
import type { SharedSettings } from "../control/control-schemas.ts";
import type { ControlRoutes } from "../control/control-server.ts";
import type { FaultBook } from "../faults/fault-book.ts";
import type { AnyFault, CallFault, SharedFault } from "../faults/fault-rule.ts";
import type { LoggedRequest } from "../log/logged-request.ts";
import type { RequestLog } from "../log/request-log.ts";
import type { Answer } from "../wire/answer.ts";
import type { ApiRequest } from "../wire/api-request.ts";
import type { Bytes } from "../wire/bytes.ts";

/** The types in which one vendor's system differs from another's. */
export interface Kind {
  /** One account at the vendor, with its data as a person at the screen sees and edits it. */
  readonly tenant: { readonly data: unknown };
  readonly tenantOptions: unknown;
  readonly request: LoggedRequest;
  /** What a person can do to the data, as data. */
  readonly edit: unknown;
  /** The vendor's own faults, beside the shared ones. */
  readonly fault: AnyFault;
  /** Settings of its own in the control API. */
  readonly settings: object;
  /** What can be turned from the same process, beside what every simulator has. */
  readonly controls: object;
}

export type FaultOf<K extends Kind> = SharedFault<K["edit"]> | CallFault<K["request"], K["tenant"]> | K["fault"];

/** A request under way. */
export interface Call<K extends Kind> {
  readonly request: ApiRequest;
  /** What the log has of it; an effect is written there. */
  readonly entry: K["request"];
  readonly tenant: K["tenant"] | undefined;
  /** The faults that struck it. */
  readonly faults: ReadonlyArray<FaultOf<K>>;
}

/** Room for a call among those under way. */
export interface Place {
  /** Does nothing the second time. */
  leave(): void;
}

/** One vendor's system: what it knows and how it answers. How calls reach it, what befalls them and how tests steer it is the kit's. */
export interface Vendor<K extends Kind> {
  newTenant(options: K["tenantOptions"]): K["tenant"];
  /** The tenant's name in the log and in the control API. */
  idOf(tenant: K["tenant"]): string;
  /** Whose keys a request bears, or whom it asks about: not yet a proof. */
  tenantOf(request: ApiRequest): K["tenant"] | undefined;
  /** The entry of the log: `received`, with its path below the API's prefix and whatever the vendor adds. */
  logged(received: LoggedRequest<never>, request: ApiRequest): K["request"];
  /** What stands before the API: the refusal, or a place that is left when the answer goes out. */
  admit(request: ApiRequest, tenant: K["tenant"] | undefined): Answer | Place;
  /** Carries the call out, with those of the vendor's own faults that twist its effect. */
  handle(call: Call<K>): Answer;
  /** The answer of a fault that has one of its own; undefined where it has none, and the call goes on. */
  faultAnswer(fault: FaultOf<K>, request: ApiRequest): Answer | undefined;
  /** @returns the record as it is afterwards, where there is one */
  edit(tenant: K["tenant"], edit: K["edit"]): unknown;
  /** The objects in an answer that are its content: the rows of a list, or the one that was asked for. */
  rowsOf(json: unknown): unknown[];
  toBytes(answer: Answer, call: Call<K>): Bytes;
  /** To what the simulator itself got wrong; tests should never see it. */
  failedAnswer(message: string): Answer;
  /** What people see in place of the API: a page to sign in, or one that says the system is down. */
  readonly page: string;
  readonly editSchema: z.ZodType<K["edit"]>;
  /** Of rules that are data, with shared and own faults. */
  readonly faultRuleSchema: z.ZodType;
  /** Of the shared settings and the vendor's own. */
  readonly settingsSchema: z.ZodType<SharedSettings & K["settings"]>;
  /** Turns those of its own that are there; the shared ones are the kit's. */
  changeSettings(settings: K["settings"]): void;
  readonly controls: K["controls"];
  /** Its part of the control API. */
  routes(simulator: RunningSimulator<K>): ControlRoutes;
}

/** A vendor's system that runs, seen from the process it runs in. */
export type RunningSimulator<K extends Kind> = SharedSimulator<K> & K["controls"];

export interface SharedSimulator<K extends Kind> {
  /** `127.0.0.1:PORT`, as a partner would write it. */
  readonly site: string;
  readonly url: string;
  /** Undefined where there is no control API. */
  readonly controlUrl: string | undefined;
  /** The data of the first tenant. */
  readonly data: K["tenant"]["data"];
  /** The tenant of this name, or the first one. @throws Error where there is none */
  tenant(id?: string): K["tenant"];
  tenants(): ReadonlyArray<K["tenant"]>;
  addTenant(options: K["tenantOptions"]): K["tenant"];
  readonly faults: FaultBook<FaultOf<K>, K["request"]>;
  readonly requests: RequestLog<K["request"]>;
  readonly clock: AdjustableClock;
  setLatency(latencyMs: number): void;
  readonly listening: boolean;
  /** Breaks all connections and refuses new ones, until it listens again on the same port. */
  stopListening(): Promise<void>;
  startListening(): Promise<void>;
  close(): Promise<void>;
}

/** What all exchanges of a running simulator share. */
export interface ServerParts<K extends Kind> {
  readonly vendor: Vendor<K>;
  readonly tenants: ReadonlyMap<string, K["tenant"]>;
  readonly clock: AdjustableClock;
  readonly faults: FaultBook<FaultOf<K>, K["request"]>;
  readonly log: RequestLog<K["request"]>;
  latencyMs: number;
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal;
  goDown(forMs: number | undefined): void;
}
