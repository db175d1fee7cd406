import type { LoggedRequest } from "../server/logged-request.ts";
import type { Fault, FaultMatch, FaultRule } from "./fault-rule.ts";
import { faultMatchSchema, faultRuleSchema, type Moment } from "./fault.ts";
import { HoldPlaces, type HeldRequest } from "./hold-places.ts";
import { compilePathPattern } from "./path-pattern.ts";

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
export interface HoldingFault {
  readonly injected: InjectedFault;
  /** The next request that stands still because of this; waits for it. */
  next(): Promise<HeldRequest>;
  /** No further request stands still, and those that do go on. */
  remove(): void;
}

/** A fault that strikes the request at hand. */
export interface Strike {
  readonly ruleId: number;
  readonly label: string;
  readonly fault: Fault;
  /** Aborted when the rule is removed; who hangs because of it stops hanging. */
  readonly removed: AbortSignal;
}

class Entry implements InjectedFault {
  readonly id: number;
  readonly rule: FaultRule;
  readonly removal = new AbortController();
  seen = 0;
  fired = 0;
  readonly #fits: (request: LoggedRequest) => boolean;
  readonly #forget: (entry: Entry) => void;

  constructor(id: number, rule: FaultRule, forget: (entry: Entry) => void) {
    this.id = id;
    this.rule = rule;
    this.#fits = compileMatch(rule.match ?? {});
    this.#forget = forget;
  }

  /** Counts the request, and says whether the rule strikes it. */
  strikes(request: LoggedRequest): boolean {
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
export class FaultBook {
  readonly holds = new HoldPlaces();
  readonly #entries = new Map<number, Entry>();
  #lastId = 0;

  /** Puts a rule in force, from the next request on. @throws ZodError where the rule is not well formed */
  inject(rule: FaultRule): InjectedFault {
    checkRule(rule);
    this.#lastId += 1;
    const entry = new Entry(this.#lastId, rule, ({ id }) => {
      this.#entries.delete(id);
      this.holds.releaseAll(id);
    });
    this.#entries.set(entry.id, entry);
    return entry;
  }

  /** Makes the requests that match stand still, and hands out each when it does. */
  hold({ at, ...rule }: Omit<FaultRule, "fault"> & { readonly at?: Moment }): HoldingFault {
    const injected = this.inject({ ...rule, fault: { kind: "hold", at: at ?? "before" } });
    return {
      injected,
      next: async () => {
        const held = await this.holds.next(injected.id);
        if (held === undefined) throw new Error("Nothing stands still.");
        return held;
      },
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
  strike(request: LoggedRequest): Strike[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.strikes(request))
      .map(({ id, rule, removal }) => ({ ruleId: id, label: rule.label ?? rule.fault.kind, fault: rule.fault, removed: removal.signal }));
  }
}

function checkRule({ match, fault, ...rest }: FaultRule): void {
  const { where: _where, ...matchData } = match ?? {};
  faultMatchSchema.parse(matchData);
  faultRuleSchema.parse({ ...rest, fault: fault.kind === "call" ? { kind: "hold" } : fault });
}

function compileMatch({ method, path, tenant, bodyIncludes, where }: FaultMatch): (request: LoggedRequest) => boolean {
  const methods = method === undefined ? undefined : [method].flat().map((name) => name.toUpperCase());
  const fitsPath = path === undefined ? undefined : compilePathPattern(path);
  return (request) =>
    (methods?.includes(request.method) ?? true) &&
    (fitsPath?.(request.path) ?? true) &&
    (tenant === undefined || request.tenant === tenant) &&
    (bodyIncludes === undefined || JSON.stringify(request.body ?? "").includes(bodyIncludes)) &&
    (where?.(request) ?? true);
}
