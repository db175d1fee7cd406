import type { NoticeSettings, ServiceContext } from "@integrations/services";
import type { SupportViewLog } from "./procedures/support-view-log.ts";

/** Whom an access token names. The claims are as the issuer put them; whether they fit is decided per procedure. */
export interface Principal {
  readonly subject: string;
  readonly role: unknown;
  readonly partnerId: unknown;
  readonly name: string | null;
  /** The e-mail address the issuer has seen to be theirs. */
  readonly email: string | null;
}

/** Everything a procedure may use. Knows nothing of HTTP, so that a test makes one by hand. */
export interface ApiContext {
  readonly services: ServiceContext;
  /** Null where there is no token, or a bad one. */
  readonly principal: Principal | null;
  readonly requestId: string;
  readonly ip: string | null;
  /** Aborts when whoever asked is gone. */
  readonly signal: AbortSignal;
  /** Whether the input came in the address, where proxies and histories keep it; secrets are refused then. */
  readonly inputInUrl: boolean;
  /** Whether the person (and the partner, where known) may make this call now, or has made too many. */
  admit(call: { readonly procedure: string; readonly partnerId: string | null }): Promise<boolean>;
  /** When the next nightly run begins at the earliest; null where unknown. */
  nextNightAt(now: Date): Date | null;
  readonly supportViews: SupportViewLog;
  /** What can be said about notices here. */
  readonly notices: NoticeSettings;
}
