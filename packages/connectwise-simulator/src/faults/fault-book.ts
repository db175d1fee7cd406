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

/** A fault that strikes the request at hand. */
export interface Strike {
  readonly ruleId: number;
  readonly label: string;
  readonly fault: Fault;
  /** Aborted when the rule is removed; who hangs because of it stops hanging. */
  readonly removed: AbortSignal;
}

interface Entry {
  readonly id: number;
  readonly rule: FaultRule;
  readonly fits: (request: LoggedRequest) => boolean;
  readonly removal: AbortController;
  seen: number;
  fired: number;
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
    const entry: Entry = {
      id: this.#lastId,
      rule,
      fits: compileMatch(rule.match ?? {}),
      removal: new AbortController(),
      seen: 0,
      fired: 0,
    };
    this.#entries.set(entry.id, entry);
    return this.#view(entry);
  }

  /** Makes the requests that match stand still, and hands out each when it does. */
  hold(rule: Omit<FaultRule, "fault"> & { readonly at?: Moment }): HoldingFault {
    const { at, ...rest } = rule;
    const injected = this.inject({ ...rest, fault: { kind: "hold", at: at ?? "before" } });
    return {
      injected,
      next: () => this.holds.next(injected.id),
      remove: () => injected.remove(),
    };
  }

  /** The rules in force, oldest first. */
  list(): InjectedFault[] {
    return [...this.#entries.values()].map((entry) => this.#view(entry));
  }

  find(id: number): InjectedFault | undefined {
    const entry = this.#entries.get(id);
    return entry === undefined ? undefined : this.#view(entry);
  }

  /** Removes all rules; what stands still goes on, what hangs is cut off. */
  clear(): void {
    for (const id of this.#entries.keys()) this.#remove(id);
  }

  /** Counts the request for every rule, and says which strike it. */
  strike(request: LoggedRequest): Strike[] {
    const strikes: Strike[] = [];
    for (const entry of this.#entries.values()) {
      if (!entry.fits(request)) continue;
      entry.seen += 1;
      if (!isDue(entry)) continue;
      entry.fired += 1;
      const { fault, label } = entry.rule;
      strikes.push({ ruleId: entry.id, label: label ?? fault.kind, fault, removed: entry.removal.signal });
    }
    return strikes;
  }

  #view(entry: Entry): InjectedFault {
    return {
      id: entry.id,
      get seen() {
        return entry.seen;
      },
      get fired() {
        return entry.fired;
      },
      remove: () => this.#remove(entry.id),
    };
  }

  #remove(id: number): void {
    this.#entries.get(id)?.removal.abort();
    this.#entries.delete(id);
    this.holds.releaseAll(id);
  }
}

/** Takes requests off the line one by one. */
export interface HoldingFault {
  readonly injected: InjectedFault;
  /** The next request that stands still because of this; waits for it. */
  next(): Promise<HeldRequest>;
  /** No further request stands still, and those that do go on. */
  remove(): void;
}

function checkRule(rule: FaultRule): void {
  const { match, fault, ...rest } = rule;
  const { where: _where, ...matchData } = match ?? {};
  faultMatchSchema.parse(matchData);
  faultRuleSchema.parse({ ...rest, fault: fault.kind === "call" ? { kind: "hold" } : fault });
}

function compileMatch({ method, path, tenant, query, bodyIncludes, where }: FaultMatch): (request: LoggedRequest) => boolean {
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

function isDue({ rule, seen, fired }: Entry): boolean {
  if (rule.nth !== undefined && ![rule.nth].flat().includes(seen)) return false;
  if (rule.from !== undefined && seen < rule.from) return false;
  return rule.times === undefined || fired < rule.times;
}
