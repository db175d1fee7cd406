import type { SimulatorClock } from "@integrations/simulator-kit";
import { PersonEdits } from "../store/person-edits.ts";
import { TenantStore } from "../store/tenant-store.ts";
import { apiUserChangesSchema, apiUserSchema, type ApiUser, type ApiUserChanges, type ApiUserInput } from "./api-user.ts";
import { changeBehaviour, DEFAULT_BEHAVIOUR, type Behaviour, type BehaviourChanges } from "./behaviour.ts";

export interface TenantOptions {
  /** A name for tests; never on the wire. */
  readonly id: string;
  /** `ci` of zone information. */
  readonly ci?: number;
  readonly zoneName?: string;
  /** `url` of zone information; absent = the host that was asked. */
  readonly zoneUrl?: string;
  /** Tracking identifiers that are accepted; absent = any that is not empty. */
  readonly integrationCodes?: readonly string[];
  /** One user with every right where absent: see {@link DEFAULT_USER}. */
  readonly users?: readonly ApiUserInput[];
  readonly behaviour?: BehaviourChanges;
  /** Requests per hour the database bears, for all integrations together; 10,000 where absent (V). */
  readonly requestThreshold?: number;
  /** Called with the data of the tenant when it is first spoken to. */
  readonly fill?: (data: PersonEdits) => void;
}

/** The one API user a tenant has where none is named. */
export const DEFAULT_USER = { userName: "api@partner.example", secret: "SimSecret0001!" } as const;

/** One company's Autotask database: its records, its API users and the ways in which it behaves. */
export class Tenant {
  readonly id: string;
  readonly ci: number;
  readonly zoneName: string;
  /** Changing it is what a move to another zone does. */
  zoneUrl: string | undefined;
  readonly integrationCodes: readonly string[] | undefined;
  behaviour: Behaviour;
  requestThreshold: number;
  /** Requests of the partner's other integrations in the last hour. */
  otherRequests: number | ((now: Date) => number) = 0;
  readonly #users = new Map<string, ApiUser>();
  readonly #clock: SimulatorClock;
  readonly #store = new TenantStore();
  #fill: TenantOptions["fill"];

  constructor(options: TenantOptions, clock: SimulatorClock) {
    this.id = options.id;
    this.ci = options.ci ?? 20_264;
    this.zoneName = options.zoneName ?? "America East";
    this.zoneUrl = options.zoneUrl;
    this.integrationCodes = options.integrationCodes;
    this.behaviour = changeBehaviour(DEFAULT_BEHAVIOUR, options.behaviour ?? {});
    this.requestThreshold = options.requestThreshold ?? 10_000;
    this.#clock = clock;
    this.#fill = options.fill;
    for (const user of options.users ?? [DEFAULT_USER]) this.addUser(user);
  }

  get store(): TenantStore {
    const fill = this.#fill;
    this.#fill = undefined;
    fill?.(this.#edits());
    return this.#store;
  }

  /** What a person at the screen sees and does. */
  get data(): PersonEdits {
    return new PersonEdits(this.store, () => this.behaviour, this.#clock);
  }

  setBehaviour(changes: BehaviourChanges): void {
    this.behaviour = changeBehaviour(this.behaviour, changes);
  }

  users(): ApiUser[] {
    return [...this.#users.values()];
  }

  addUser(input: ApiUserInput): ApiUser {
    const user = apiUserSchema.parse(input);
    this.#users.set(user.userName.toLowerCase(), user);
    return user;
  }

  /** @returns undefined where the database has no such user; letter case does not matter */
  user(userName: string): ApiUser | undefined {
    return this.#users.get(userName.toLowerCase());
  }

  changeUser(userName: string, changes: ApiUserChanges): ApiUser {
    const user = this.user(userName);
    if (user === undefined) throw new Error(`${this.id} has no API user ${userName}.`);
    // Only what was named: a default would undo what was set before.
    const given = Object.entries(apiUserChangesSchema.parse(changes)).filter(([key]) => changes[key as keyof ApiUserChanges] !== undefined);
    return this.addUser({ ...user, ...Object.fromEntries(given) });
  }

  removeUser(userName: string): void {
    this.#users.delete(userName.toLowerCase());
  }

  #edits(): PersonEdits {
    return new PersonEdits(this.#store, () => this.behaviour, this.#clock);
  }
}
