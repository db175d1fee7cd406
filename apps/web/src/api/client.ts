import type { AppRouter } from "@integrations/api";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import { basePath } from "../app/base-path.ts";
import { withPartner } from "./with-partner.ts";

export type ApiClient = TRPCClient<AppRouter>;

/**
 * A client for one partner's rows. Requests are not batched: a search that is typed over is then cancelled on the wire, and
 * a slow provider holds up nothing else. Questions are sent with POST as well, since addresses are kept in logs and
 * histories, and inputs hold names and keys.
 *
 * @param partnerId named beside every input; undefined for a partner's own account, whose token names it
 */
export function createApiClient(send: typeof fetch, partnerId: string | undefined): ApiClient {
  return createTRPCClient<AppRouter>({
    links: [
      ...(partnerId === undefined ? [] : [withPartner(partnerId)]),
      httpLink({ url: `${basePath()}/trpc`, methodOverride: "POST", fetch: (url, init) => send(url as string, init as RequestInit) }),
    ],
  });
}
