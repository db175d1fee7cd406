import type { Session } from "./session.ts";

/**
 * `fetch` with the access token. An answer of 401 is tried once more with a renewed token, which may wait for the person to
 * sign in again; the request is then sent as it was, so nothing typed is lost.
 */
export function authorizedFetch(session: Pick<Session, "accessToken" | "renewedToken">, send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const token = await session.accessToken();
    const response = await send(input, withToken(init, token));
    if (response.status !== 401) return response;
    const renewed = await session.renewedToken(token ?? "");
    init?.signal?.throwIfAborted();
    return await send(input, withToken(init, renewed));
  };
}

function withToken(init: RequestInit | undefined, token: string | undefined): RequestInit {
  const headers = new Headers(init?.headers);
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  return { ...init, headers };
}
