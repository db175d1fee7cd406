import { UserManager, WebStorageStateStore, type User } from "oidc-client-ts";
import { basePath } from "../../app/base-path.ts";
import type { ConsoleConfig } from "./console-config.ts";

/** Paths the sign-in provider sends the browser back to, below the base path; registered there. */
export const SIGN_IN_PATHS = { callback: "/sign-in/callback", silent: "/sign-in/silent", popup: "/sign-in/popup" } as const;

/**
 * Authorization code with PKCE. Tokens stay in this tab's session storage, so that a reload keeps the person signed in and
 * closing the tab does not leave them behind; nothing of them goes to local storage.
 */
export function createSignInClient({ oidc }: Pick<ConsoleConfig, "oidc">): UserManager {
  const home = `${window.location.origin}${basePath()}`;
  return new UserManager({
    authority: oidc.issuer,
    client_id: oidc.clientId,
    scope: oidc.scope,
    ...(oidc.audience === undefined ? {} : { extraQueryParams: { audience: oidc.audience } }),
    redirect_uri: `${home}${SIGN_IN_PATHS.callback}`,
    silent_redirect_uri: `${home}${SIGN_IN_PATHS.silent}`,
    popup_redirect_uri: `${home}${SIGN_IN_PATHS.popup}`,
    post_logout_redirect_uri: `${home}/`,
    userStore: new WebStorageStateStore({ store: window.sessionStorage }),
    // State of a sign-in under way; the popup and the frame have to find it too, and it holds no token.
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    automaticSilentRenew: true,
    accessTokenExpiringNotificationTimeInSeconds: 60,
    monitorSession: false,
    loadUserInfo: false,
  });
}

/** The state that travels with a sign-in: where the person wanted to go. */
export function returnPathOf(user: User): string {
  const state: unknown = user.state;
  const path = typeof state === "object" && state !== null && "returnTo" in state ? state.returnTo : undefined;
  return isOwnPath(path) ? path : "/";
}

/** Only paths of this site: never a way to send somebody elsewhere after signing in. */
export function isOwnPath(path: unknown): path is string {
  return (
    typeof path === "string" && path.startsWith("/") && !path.startsWith("//") && !path.startsWith("/\\") && !path.startsWith("/sign-in/")
  );
}
