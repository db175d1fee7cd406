import type { QueryClient } from "@tanstack/vue-query";
import { inject, type InjectionKey } from "vue";
import { createApiClient, type ApiClient } from "../api/client.ts";
import { authorizedFetch } from "../features/session/authorized-fetch.ts";
import { helpAddress } from "../features/session/console-config.ts";
import type { Session } from "../features/session/session.ts";

/** What the whole page shares. Made once at the start. */
export interface Console {
  readonly session: Session;
  /** Address of a page on the help site; undefined where there is none. */
  helpFor(page: string): string | undefined;
  readonly queries: QueryClient;
  /** The client for one partner's rows; undefined for the person's own partner, or none. */
  apiFor(partnerId: string | undefined): ApiClient;
}

export const CONSOLE: InjectionKey<Console> = Symbol("console");

export function createConsole(session: Session, queries: QueryClient, helpUrl: string | undefined, wire: typeof fetch = fetch): Console {
  const send = authorizedFetch(session, wire);
  const clients = new Map<string | undefined, ApiClient>();
  return {
    session,
    queries,
    helpFor: (page) => helpAddress(page, helpUrl),
    apiFor: (partnerId) => {
      const found = clients.get(partnerId) ?? createApiClient(send, partnerId);
      clients.set(partnerId, found);
      return found;
    },
  };
}

export function useConsole(): Console {
  const found = inject(CONSOLE);
  if (found === undefined) throw new Error("The console is not provided.");
  return found;
}
