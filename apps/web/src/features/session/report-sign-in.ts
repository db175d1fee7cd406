import { createSignInClient, SIGN_IN_PATHS } from "./sign-in-client.ts";

/**
 * Hands the provider's answer to the page that waits for it, then closes the window. Who the provider is does not matter
 * here: the waiting page checks the answer.
 */
export async function reportSignIn(): Promise<void> {
  const client = createSignInClient({ oidc: { issuer: window.location.origin, clientId: "", scope: "", audience: undefined } });
  await (window.location.pathname.endsWith(SIGN_IN_PATHS.popup) ? client.signinPopupCallback() : client.signinSilentCallback());
}
