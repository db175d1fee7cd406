/**
 * The provider contract: what a plugin for an outside system (a PSA) declares and does.
 *
 * Glossary (see also `terms`, the provider's own words for these):
 *
 * - **provider**    the outside system
 * - **connection**  one partner's settings and credentials for a provider
 * - **product**     an entry of the provider's catalog; a service is mapped to it
 * - **company**     the provider's record of a customer
 * - **agreement**   the recurring contract of a company that is invoiced
 * - **line**        one product with a quantity on an agreement
 *
 * A provider reads and writes single records. It never decides what to write, never sees the database, and throws only
 * `ProviderError`. Wants, line choice, guards, history and schedule belong to the platform.
 */
import type { z } from "zod";
import type { LocalDate } from "../domain/local-date.ts";
import type { AccessReport, PermissionDefinition } from "./access.ts";
import type { Capability } from "./capability.ts";
import type { ContractRange } from "./contract-version.ts";
import type { ConnectionConfig, FieldDefinition } from "./field.ts";
import type { ProviderError } from "./provider-error.ts";
import type { Terms } from "./terms.ts";

/** A provider plugin: data about itself and one way in. Made with `defineProvider`. */
export interface Provider<Environment = unknown> {
  /** Stored in rows; lower-case words joined by hyphens; never changes. */
  readonly id: string;
  /** The versions of this contract it works with; a platform of another one refuses it when it starts. */
  readonly contract: ContractRange;
  readonly name: string;
  /** The platform's own mark for this provider: an inline SVG drawn for a 40 by 40 square, using `currentColor`. */
  readonly logo: string;
  /** Where the partner reads how to set it up; `https:` or a path on the help site. */
  readonly helpUrl: string;
  readonly terms: Terms;
  readonly fields: readonly FieldDefinition[];
  readonly permissions: readonly PermissionDefinition[];
  readonly capabilities: readonly Capability[];
  /** Settings of this platform's installation (not of a partner), parsed from the environment once at boot. */
  readonly environment: z.ZodType<Environment>;
  /** How many calls the provider bears, per site, until a connection's settings or the site say otherwise. */
  readonly limits: SiteLimits;
  /** Cheap and without I/O: the first call of the session does whatever must be found out first. */
  connect(config: ConnectionConfig, context: ProviderContext<Environment>): ProviderSession;
}

/** Everything from outside that a session may use. Nothing else reaches the network, the clock or the log. */
export interface ProviderContext<Environment = unknown> {
  /** Speaks only to addresses the platform allows; never follows a redirect; bounds the size of an answer. */
  readonly fetch: ProviderFetch;
  readonly clock: Clock;
  readonly logger: ProviderLogger;
  /** Aborts every call of the session. */
  readonly signal: AbortSignal;
  readonly environment: Environment;
  /** The limits of a site hold for all sessions of a process together. */
  readonly limiter: (site: string, limits: SiteLimits) => SiteLimiter;
  /** Overrides of the provider's `limits` from the connection's settings. */
  readonly limits: Partial<SiteLimits>;
  /** What the provider found out about this connection before, such as its region. Losing it must do no harm. */
  readonly memory: ProviderMemory;
  /** `interactive` for a person who waits (few, short retries), `background` for a run (many, patient ones). */
  readonly patience: "interactive" | "background";
}

export type ProviderFetch = (url: string, init: ProviderRequest) => Promise<ProviderResponse>;

export interface ProviderRequest {
  readonly method: "GET" | "POST" | "PATCH";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Whole time for the answer including its body. */
  readonly timeoutMs: number;
}

export interface ProviderResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Clock {
  now(): Date;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface ProviderLogger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  /** Whether lines of this level are kept, for whoever would put a costly one together in vain. Without it, all are. */
  isLevelEnabled?(level: "debug" | "info" | "warn"): boolean;
}

export interface SiteLimits {
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Calls begun in any window of `windowMs`. */
  readonly callsPerWindow: number;
  readonly windowMs: number;
}

export interface SiteLimiter {
  /** Waits for a place, then runs the call. Rejects with the signal's reason when aborted while waiting. */
  run<Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
  /** No further call of this connection begins before this instant (the site answered 429). */
  pauseUntil(at: Date): void;
  /**
   * How a call ended. A connection whose calls come to nothing is given fewer places while others use the site, so that one
   * that never answers does not hold them all.
   */
  tell(end: "answered" | "in trouble"): void;
}

export interface ProviderMemory {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

/** The verbs. Ids are the provider's, as strings; quantities are whole numbers unless read from the provider. */
export interface ProviderSession {
  /**
   * Tries every permission the provider declares and says which are there. Writes nothing.
   * @throws ProviderError `credentials_refused`, or a transport code with reason `site_not_allowed` or `site_unreachable`
   */
  checkAccess(): Promise<AccessReport>;

  /** Active products that can be lines, by id; `search` matches identifier or description literally. */
  searchProducts(query: { readonly search?: string; readonly cursor?: string; readonly limit?: number }): Promise<Page<Product>>;

  /** The named products, whatever their state. A product that is gone is absent from the result. */
  readProducts(ids: readonly string[]): Promise<Product[]>;

  /** Companies whose name or identifier contains the text, literally. At most `limit` (50). */
  searchCompanies(query: { readonly search: string; readonly limit?: number }): Promise<Company[]>;

  /**
   * Behind the capability `matchCompanies` (from contract 1.1): companies whose own website is at one of the domains, or that bear
   * one of the names, in any letter case. It may bring others too; what counts is in each answer. At most 200 of both together.
   */
  matchCompanies?(query: { readonly domains: readonly string[]; readonly names: readonly string[] }): Promise<MatchedCompany[]>;

  /** The named companies. A company that is gone is absent from the result. */
  readCompanies(ids: readonly string[]): Promise<Company[]>;

  /** Every agreement of a company, ended ones included. */
  listAgreements(companyId: string): Promise<Agreement[]>;

  /** The named agreements, in bulk. An agreement that is gone or invisible is absent from the result. */
  readAgreements(ids: readonly string[]): Promise<Agreement[]>;

  /**
   * All lines of each agreement, cancelled ones included, with their quantity as of a day. One result per agreement, in
   * any order; trouble with one agreement is a result with an `error` and does not stop the others.
   * @throws ProviderError where no agreement can be read any more (`credentials_refused`)
   */
  readLines(agreementIds: readonly string[], options: { readonly asOf: LocalDate }): AsyncIterable<AgreementLines>;

  /**
   * Brings the line to this absolute quantity and says what it became. Calling it twice with one quantity has the effect
   * of calling it once, also where the first answer was lost.
   * @throws ProviderError `conflict` where the line became something else
   */
  setQuantity(request: SetQuantityRequest): Promise<WrittenLine>;

  /**
   * Adds a line, billable, and nothing about money. Never repeated by the provider once it may have taken effect: then it
   * throws with `effect: "unknown"`, and the caller reads the lines again before anything is added.
   * @throws ProviderError `rejected` with reason `period_invoiced` where the period is invoiced already
   */
  addLine(request: AddLineRequest): Promise<WrittenLine>;
}

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor?: string;
}

export interface Product {
  readonly id: string;
  readonly identifier: string;
  readonly description: string;
  readonly active: boolean;
  /** Whether it can be a line at all; a bundle product cannot. */
  readonly allowedOnAgreement: boolean;
}

export interface Company {
  readonly id: string;
  readonly identifier: string;
  readonly name: string;
}

export interface MatchedCompany extends Company {
  /** Host names of its website, in lower case and without `www.`; empty where the provider knows none. */
  readonly domains: readonly string[];
}

export interface Agreement {
  readonly id: string;
  readonly name: string;
  readonly companyId: string;
  readonly companyName: string;
  /** The provider's own name of its kind, such as "Managed Services". */
  readonly type: string | null;
  readonly state: "active" | "cancelled" | "expired" | "inactive";
  /** Last day; null where it has none. */
  readonly endsOn: LocalDate | null;
  /** First day that is billed; null where unknown. */
  readonly billingStartsOn: LocalDate | null;
  readonly nextInvoiceOn: LocalDate | null;
}

export interface Line {
  readonly id: string;
  readonly agreementId: string;
  /** Empty where the provider does not name it: no line is added beside such a one. */
  readonly productId: string;
  /** As read: may be fractional or negative; absent at the provider reads as 0. */
  readonly quantity: number;
  /** First day it counts; null where unknown (then it counts). */
  readonly effectiveOn: LocalDate | null;
  /** First day it no longer counts; null while ongoing. May lie in the future. */
  readonly cancelledOn: LocalDate | null;
}

export type AgreementLines =
  | { readonly agreementId: string; readonly lines: readonly Line[]; readonly error?: undefined }
  | { readonly agreementId: string; readonly error: ProviderError; readonly lines?: undefined };

export interface SetQuantityRequest {
  readonly line: Line;
  readonly quantity: number;
  readonly asOf: LocalDate;
}

export interface AddLineRequest {
  readonly agreement: Agreement;
  readonly productId: string;
  readonly quantity: number;
  /** First day of the new line. */
  readonly effectiveOn: LocalDate;
}

/** A line after a write, as the provider's answer (or a read behind it) tells. */
export interface WrittenLine {
  readonly lineId: string;
  readonly quantity: number;
}
