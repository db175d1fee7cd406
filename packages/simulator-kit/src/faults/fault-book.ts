import type { z } from "zod";
import type { LoggedRequest } from "../log/logged-request.ts";
import { compilePathPattern } from "../log/path-pattern.ts";
import type { AnyFault, FaultMatch, FaultRule } from "./fault-rule.ts";
import { faultMatchSchema, type Moment } from "./fault.ts";
import { HoldPlaces, type HeldRequest } from "./hold-places.ts";

/** A rule that is in force. */
export interface InjectedFault {
  readonly id: number;
  /** Requests that matched, struck or not. */
  readonly seen: number;
  /** Requests it struck. */
  readonly fired: number;
  remove(): void;
}

/** Takes requests off the line one by one. */
export interface HoldingFault<Request extends LoggedRequest = LoggedRequest> {
  readonly injected: InjectedFault;
  /** The next request that stands still because of this; waits for it. */
  next(): Promise<HeldRequest<Request>>;
  /** No further request stands still, and those that do go on. */
  remove(): void;
}

/** A fault that strikes the request at hand. */
export interface Strike<Fault extends AnyFault> {
  readonly ruleId: number;
  readonly label: string;
  readonly fault: Fault | HoldFault;
  /** Aborted when the rule is removed; who hangs because of it stops hanging. */
  readonly removed: AbortSignal;
}

interface HoldFault {
  readonly kind: "hold";
  readonly at: Moment;
}

class Entry<Fault extends AnyFault, Request extends LoggedRequest> implements InjectedFault {
  readonly id: number;
  readonly rule: FaultRule<Fault | HoldFault, Request>;
  readonly removal = new AbortController();
  seen = 0;
  fired = 0;
  readonly #fits: (request: Request) => boolean;
  readonly #forget: (entry: Entry<Fault, Request>) => void;

  constructor(id: number, rule: FaultRule<Fault | HoldFault, Request>, forget: (entry: Entry<Fault, Request>) => void) {
    this.id = id;
    this.rule = rule;
    this.#fits = compileMatch(rule.match ?? {});
    this.#forget = forget;
  }

  /** Counts the request, and says whether the rule strikes it. */
  strikes(request: Request): boolean {
    if (!this.#fits(request)) return false;
    this.seen += 1;
    const { nth, from, times } = this.rule;
    if (nth !== undefined && ![nth].flat().includes(this.seen)) return false;
    if (from !== undefined && this.seen < from) return false;
    if (times !== undefined && this.fired >= times) return false;
    this.fired += 1;
    return true;
  }

  remove(): void {
    this.removal.abort();
    this.#forget(this);
  }
}

/** The faults in force and the requests that stand still because of them. */
export class FaultBook<Fault extends AnyFault, Request extends LoggedRequest> {
  readonly holds = new HoldPlaces<Request>();
  readonly #ruleSchema: z.ZodType;
  readonly #entries = new Map<number, Entry<Fault, Request>>();
  #lastId = 0;

  /** @param ruleSchema of the rules that are data */
  constructor(ruleSchema: z.ZodType) {
    this.#ruleSchema = ruleSchema;
  }

  /** Puts a rule in force, from the next request on. @throws ZodError where the rule is not well formed */
  inject(rule: FaultRule<Fault | HoldFault, Request>): InjectedFault {
    this.#check(rule);
    this.#lastId += 1;
    const entry = new Entry<Fault, Request>(this.#lastId, rule, ({ id }) => {
      this.#entries.delete(id);
      this.holds.releaseAll(id);
    });
    this.#entries.set(entry.id, entry);
    return entry;
  }

  /** Makes the requests that match stand still, and hands out each when it does. */
  hold({ at, ...rule }: Omit<FaultRule<Fault, Request>, "fault"> & { readonly at?: Moment }): HoldingFault<Request> {
    const injected = this.inject({ ...rule, fault: { kind: "hold", at: at ?? "before" } });
    return {
      injected,
      next: () => this.holds.next(injected.id),
      remove: () => injected.remove(),
    };
  }

  /** The rules in force, oldest first. */
  list(): InjectedFault[] {
    return [...this.#entries.values()];
  }

  find(id: number): InjectedFault | undefined {
    return this.#entries.get(id);
  }

  /** Removes all rules; what stands still goes on, what hangs is cut off. */
  clear(): void {
    for (const entry of this.list()) entry.remove();
  }

  /** Counts the request for every rule, and says which strike it. */
  strike(request: Request): Array<Strike<Fault>> {
    return [...this.#entries.values()]
      .filter((entry) => entry.strikes(request))
      .map(({ id, rule, removal }) => ({ ruleId: id, label: rule.label ?? rule.fault.kind, fault: rule.fault, removed: removal.signal }));
  }

  #check({ match, fault, ...rest }: FaultRule<Fault | HoldFault, Request>): void {
    const { where: _where, ...matchData } = match ?? {};
    faultMatchSchema.parse(matchData);
    this.#ruleSchema.parse({ ...rest, fault: fault.kind === "call" ? { kind: "hold" } : fault });
  }
}

function compileMatch<Request extends LoggedRequest>(match: FaultMatch<Request>): (request: Request) => boolean {
  const { method, path, tenant, query, bodyIncludes, where } = match;
  const methods = method === undefined ? undefined : [method].flat().map((name) => name.toUpperCase());
  const fitsPath = path === undefined ? undefined : compilePathPattern(path);
  return (request) =>
    (methods?.includes(request.method) ?? true) &&
    (fitsPath?.(request.path) ?? true) &&
    (tenant === undefined || request.tenant === tenant) &&
    Object.entries(query ?? {}).every(([name, value]) => request.query[name] === value) &&
    (bodyIncludes === undefined || JSON.stringify(request.body ?? "").includes(bodyIncludes)) &&
    (where?.(request) ?? true);
}
