import type { inferRouterInputs, TRPCError } from "@trpc/server";
import type { AppRouter } from "../app-router.ts";
import type { ErrorData } from "../errors/error-data.ts";
import { GOOD_CONFIG, PSA } from "./api-fixture.ts";

/** Ids of a partner's rows, as inputs name them. */
export interface PartnerIds {
  readonly partnerId: string;
  readonly customerId: string;
  readonly runId: string;
  /** Of the line that is remembered. */
  readonly agreementId: string;
  readonly productId: string;
}

/** Who may call a procedure, and about whom. */
export type Access =
  /** The console's machine account. */
  | "platform"
  /** A partner or support, about nobody's data. */
  | "person"
  /** Support, across partners. */
  | "support"
  /** A partner about itself, support about the partner it names. */
  | "partner"
  /** A partner about itself, and nobody else. */
  | "partner alone"
  /** Support about the partner it names. */
  | "support on partner";

export interface AuthorizationRow {
  readonly access: Access;
  /** What is answered in the world of the test, where the caller may. */
  readonly input: (ids: PartnerIds) => object;
  /** The ids in it that are rows of a partner, and how another partner's is refused. */
  readonly foreign?: Readonly<Partial<Record<keyof PartnerIds, Refused>>>;
  /** The connection has to be gone first. */
  readonly withoutConnection?: true;
}

export type Refused = readonly [code: TRPCError["code"], reason: ErrorData["reason"]];

const NOT_FOUND: Refused = ["NOT_FOUND", "not_found"];

type Inputs = inferRouterInputs<AppRouter>;
/** Every procedure of the router as a path, so that the compiler already misses the one that is not in the table. */
type ProcedurePath = { [Area in keyof Inputs & string]: `${Area}.${keyof Inputs[Area] & string}` }[keyof Inputs & string];

const provider = { providerId: PSA };

/** Every procedure there is. */
export const AUTHORIZATION: Readonly<Record<ProcedurePath, AuthorizationRow>> = {
  "platform.putPartners": {
    access: "platform",
    input: ({ partnerId }) => ({ partners: [{ id: partnerId, name: "Renamed" }] }),
  },
  "platform.putCustomers": {
    access: "platform",
    input: ({ partnerId, customerId }) => ({ partnerId, customers: [{ id: customerId, name: "Renamed" }] }),
  },
  "platform.putQuantities": {
    access: "platform",
    input: ({ partnerId, customerId }) => {
      const customers = [{ customerId, quantities: [{ service: "shield", quantity: 9 }] }];
      return { partnerId, observedAt: "2026-03-10T11:30:00Z", customers };
    },
    foreign: { customerId: NOT_FOUND },
  },
  "session.me": { access: "partner", input: () => ({}) },
  "integrations.list": { access: "partner", input: () => ({}) },
  "integrations.describe": { access: "person", input: () => provider },
  "connection.get": { access: "partner", input: () => provider },
  "connection.check": { access: "partner", input: () => provider },
  "connection.enable": { access: "partner", input: () => ({ ...provider, config: GOOD_CONFIG }), withoutConnection: true },
  "connection.update": { access: "partner", input: () => ({ ...provider, config: { pin: "1234" } }) },
  "connection.pause": { access: "partner", input: () => provider },
  "connection.resume": { access: "partner", input: () => provider },
  "connection.remove": { access: "partner", input: () => provider },
  "connection.savePreferences": { access: "partner", input: () => ({ ...provider, preferences: { concurrency: 2 } }) },
  "mapping.list": { access: "partner", input: () => provider },
  "mapping.products": { access: "partner", input: () => provider },
  "mapping.save": { access: "partner", input: () => ({ ...provider, assignments: [{ service: "bracket", productId: "11" }] }) },
  "mapping.setZeroPolicy": { access: "partner", input: () => ({ ...provider, service: "shield", zeroPolicy: "ask" }) },
  "mapping.requestUnmap": { access: "partner", input: () => ({ ...provider, service: "shield" }) },
  "customers.list": { access: "partner", input: () => provider },
  "customers.counts": { access: "partner", input: () => provider },
  "customers.get": { access: "partner", input: ({ customerId }) => ({ customerId }), foreign: { customerId: NOT_FOUND } },
  "customers.companies": { access: "partner", input: () => ({ ...provider, search: "acme" }) },
  "customers.agreements": { access: "partner", input: () => ({ ...provider, companyId: "1" }) },
  "customers.assign": {
    access: "partner",
    input: ({ customerId }) => ({ ...provider, customerId, companyId: "2", agreementId: "200" }),
    foreign: { customerId: NOT_FOUND },
  },
  "customers.suggestions": { access: "partner", input: () => provider },
  "customers.assignMany": {
    access: "partner",
    input: ({ customerId }) => ({ ...provider, assignments: [{ customerId, companyId: "2", agreementId: "200" }] }),
    foreign: { customerId: NOT_FOUND },
  },
  "customers.unassign": {
    access: "partner",
    input: ({ customerId }) => ({ ...provider, customerId }),
    foreign: { customerId: NOT_FOUND },
  },
  "customers.exclude": {
    access: "partner",
    input: ({ customerId }) => ({ ...provider, customerId, note: "Billed by hand" }),
    foreign: { customerId: NOT_FOUND },
  },
  "customers.include": {
    access: "partner",
    input: ({ customerId }) => ({ ...provider, customerId }),
    foreign: { customerId: NOT_FOUND },
  },
  "customers.unbilled": { access: "partner", input: () => provider },
  "customers.unbilledSummary": { access: "partner", input: () => provider },
  "runs.start": {
    access: "partner",
    input: ({ customerId }) => ({ ...provider, customerId }),
    foreign: { customerId: NOT_FOUND },
  },
  "runs.get": { access: "partner", input: ({ runId }) => ({ runId }), foreign: { runId: NOT_FOUND } },
  "runs.list": { access: "partner", input: () => provider },
  "runs.release": { access: "partner", input: ({ runId }) => ({ runId }), foreign: { runId: NOT_FOUND } },
  "runs.cancel": { access: "partner", input: ({ runId }) => ({ runId }), foreign: { runId: NOT_FOUND } },
  "lines.decide": {
    access: "partner",
    input: ({ agreementId, productId }) => ({ ...provider, agreementId, productId, decision: "add_again" }),
    foreign: { agreementId: NOT_FOUND, productId: NOT_FOUND },
  },
  "notices.get": { access: "partner", input: () => ({}) },
  "notices.save": { access: "partner alone", input: () => ({ kinds: ["held_run"], address: "somebody@mine.example" }) },
  "notices.confirmAddress": { access: "partner alone", input: ({ partnerId }) => ({ token: `token-of-${partnerId}` }) },
  "notices.sendTest": { access: "partner alone", input: () => ({}) },
  "notices.deliveries": { access: "partner", input: () => ({}) },
  "notices.saveWebhook": { access: "partner", input: () => ({ ...provider, url: "https://hooks.example.com/x", kinds: ["recovered"] }) },
  "notices.renewWebhookSecret": { access: "partner", input: () => provider },
  "notices.removeWebhook": { access: "partner", input: () => provider },
  "notices.testWebhook": { access: "partner", input: () => provider },
  "support.partners": { access: "support", input: () => ({}) },
  "support.health": { access: "support", input: () => ({}) },
  "support.healthCounts": { access: "support", input: () => ({}) },
  "support.unmapRequests": { access: "support", input: () => ({}) },
  "support.clearMapping": { access: "support on partner", input: () => ({ ...provider, service: "shield", ticket: "T-1" }) },
  "audit.list": { access: "partner", input: () => ({}) },
  "reasons.list": { access: "person", input: () => ({}) },
};

/** Ids in inputs that are no rows of ours: what they name is at the provider, or everybody's. */
export const IDS_OF_NOBODY: Readonly<Partial<Record<ProcedurePath, readonly string[]>>> = {
  "mapping.save": ["productId"],
  "customers.agreements": ["companyId"],
  "customers.assign": ["companyId", "agreementId"],
  "customers.assignMany": ["companyId", "agreementId"],
};
