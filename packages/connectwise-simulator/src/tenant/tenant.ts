import type { SimulatorClock } from "@integrations/simulator-kit";
import { PersonEdits } from "../store/person-edits.ts";
import type { Dataset } from "../store/records.ts";
import { TenantStore } from "../store/tenant-store.ts";
import { changeBehaviour, DEFAULT_BEHAVIOUR, type Behaviour, type BehaviourChanges } from "./behaviour.ts";
import { memberSchema, type Member, type MemberChanges, type MemberInput } from "./member.ts";

export interface TenantOptions {
  /** The id people sign in with, in discovery and before the "+" of the user name. */
  readonly companyId: string;
  readonly companyName?: string;
  /** With its slash at the end: `v2025_1/` on cloud; always `v4_6_release/` on premise. */
  readonly codebase?: string;
  readonly isCloud?: boolean;
  /** `SiteUrl` of discovery; absent = the field is not there. "self" = the host that was asked. */
  readonly siteUrl?: string;
  /** One administrator where absent: see {@link DEFAULT_KEYS}. */
  readonly members?: readonly MemberInput[];
  readonly behaviour?: BehaviourChanges;
  /** A function is called when the tenant is first spoken to; absent = no records. */
  readonly dataset?: Dataset | (() => Dataset);
}

/** The keys of the one member a tenant has where none is named. */
export const DEFAULT_KEYS = { publicKey: "SimPublicKey0001", privateKey: "SimPrivateKey001" } as const;

export const CLOUD_CODEBASE = "v2025_1/";
export const ON_PREMISE_CODEBASE = "v4_6_release/";

/** One company's ConnectWise: its records, its API Members and the ways in which it behaves. */
export class Tenant {
  readonly companyId: string;
  readonly companyName: string;
  readonly isCloud: boolean;
  /** Changing it is what an upgrade of the site does: the earlier base path is gone. */
  codebase: string;
  siteUrl: string | undefined;
  behaviour: Behaviour;
  readonly #members = new Map<string, Member>();
  readonly #clock: SimulatorClock;
  #dataset: TenantOptions["dataset"];
  #store: TenantStore | undefined;

  constructor(options: TenantOptions, clock: SimulatorClock) {
    this.companyId = options.companyId;
    this.companyName = options.companyName ?? options.companyId;
    this.isCloud = options.isCloud ?? true;
    this.codebase = options.codebase ?? (this.isCloud ? CLOUD_CODEBASE : ON_PREMISE_CODEBASE);
    this.siteUrl = options.siteUrl;
    this.behaviour = changeBehaviour(DEFAULT_BEHAVIOUR, options.behaviour ?? {});
    this.#clock = clock;
    this.#dataset = options.dataset;
    for (const member of options.members ?? [DEFAULT_KEYS]) this.addMember(member);
  }

  get store(): TenantStore {
    if (this.#store === undefined) {
      const dataset = typeof this.#dataset === "function" ? this.#dataset() : this.#dataset;
      this.#store = new TenantStore(dataset ?? { companies: [], contacts: [], products: [], agreements: [], additions: [] });
      this.#dataset = undefined;
    }
    return this.#store;
  }

  /** What a person at the screen sees and does. */
  get data(): PersonEdits {
    return new PersonEdits(this.store, this.#clock);
  }

  setBehaviour(changes: BehaviourChanges): void {
    this.behaviour = changeBehaviour(this.behaviour, changes);
  }

  member(publicKey: string): Member | undefined {
    return this.#members.get(publicKey);
  }

  addMember(input: MemberInput): Member {
    const member = memberSchema.parse(input);
    this.#members.set(member.publicKey, member);
    return member;
  }

  changeMember(publicKey: string, changes: MemberChanges): Member {
    const member = this.#members.get(publicKey);
    if (member === undefined) throw new Error(`${this.companyId} has no member with the public key ${publicKey}.`);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    return this.addMember({ ...member, ...given } as MemberInput);
  }

  removeMember(publicKey: string): void {
    this.#members.delete(publicKey);
  }
}
