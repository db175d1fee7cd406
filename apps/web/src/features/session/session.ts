import type { User, UserManager } from "oidc-client-ts";
import { computed, ref, type ComputedRef, type Ref } from "vue";
import { basePath } from "../../app/base-path.ts";
import { returnPathOf } from "./sign-in-client.ts";

/**
 * Who is signed in, and the way back in when the session ends.
 *
 * A request that meets an ended session waits in `renewedToken()`: first a renewal without the person is tried, then
 * `isExpired` opens the dialog that asks to sign in again, over the page and everything typed on it.
 */
export interface Session {
  readonly name: ComputedRef<string>;
  /** The person's id at the sign-in provider. */
  readonly subject: ComputedRef<string>;
  readonly isExpired: Readonly<Ref<boolean>>;
  /** Takes up the sign-in of this tab, renewing it where it has run out. False where the person has to sign in. */
  start(): Promise<boolean>;
  /** Undefined where nobody is signed in. */
  accessToken(): Promise<string | undefined>;
  /** A token other than the refused one. Waits for as long as the person takes to sign in again. */
  renewedToken(refused: string): Promise<string>;
  /** Leaves the page for the sign-in provider. */
  signIn(returnTo: string): Promise<void>;
  /** Ends a sign-in on the callback page; gives the path the person wanted to go to. */
  completeSignIn(): Promise<string>;
  /**
   * Asks for the sign-in in a window of its own, so that this page stays as it is.
   * Gives `other_person` where somebody else signed in: nothing of this page is theirs, and nothing waiting is sent.
   */
  signInAgain(signal: AbortSignal): Promise<"same_person" | "other_person">;
  signOut(): Promise<void>;
}

export function createSession(client: UserManager): Session {
  const user = ref<User | null>(null);
  const isExpired = ref(false);
  let waiting: PromiseWithResolvers<string> | undefined;
  let renewal: Promise<string> | undefined;

  const isOtherPerson = (signedIn: User): boolean => user.value !== null && user.value.profile.sub !== signedIn.profile.sub;
  const take = (signedIn: User | null): void => {
    // What is on the page and what waits belongs to the first person; the caller has to leave the page.
    if (signedIn !== null && isOtherPerson(signedIn)) return;
    user.value = signedIn;
    if (signedIn === null || waiting === undefined) return;
    waiting.resolve(signedIn.access_token);
    waiting = undefined;
    isExpired.value = false;
  };
  client.events.addUserLoaded(take);

  const askForSignIn = (): Promise<string> => {
    waiting ??= Promise.withResolvers<string>();
    isExpired.value = true;
    return waiting.promise;
  };
  const renew = async (): Promise<string> => {
    try {
      const renewed = await client.signinSilent();
      if (renewed !== null) return renewed.access_token;
    } catch {
      // No renewal without the person: the provider's session has ended as well, or frames and cookies are not allowed.
    }
    return await askForSignIn();
  };

  return {
    name: computed(() => user.value?.profile.name ?? user.value?.profile.sub ?? ""),
    subject: computed(() => user.value?.profile.sub ?? ""),
    isExpired,
    start: async () => {
      const stored = await client.getUser();
      if (stored === null) return false;
      user.value = stored;
      if (stored.expired !== true) return true;
      return await client.signinSilent().then(
        (renewed) => renewed !== null,
        () => false,
      );
    },
    accessToken: () => Promise.resolve(user.value?.access_token),
    renewedToken: async (refused) => {
      const current = user.value;
      if (current !== null && current.access_token !== refused && current.expired !== true) return current.access_token;
      renewal ??= renew().finally(() => {
        renewal = undefined;
      });
      return await renewal;
    },
    signIn: (returnTo) => client.signinRedirect({ state: { returnTo } }),
    completeSignIn: async () => {
      const signedIn = await client.signinRedirectCallback();
      take(signedIn);
      return returnPathOf(signedIn);
    },
    signInAgain: async (signal) => {
      const signedIn = await client.signinPopup({ popupSignal: signal, popupWindowFeatures: { width: 480, height: 640 } });
      take(signedIn);
      return isOtherPerson(signedIn) ? "other_person" : "same_person";
    },
    signOut: async () => {
      // Not every provider takes tokens back; they are forgotten here in any case.
      await client.revokeTokens().catch(() => undefined);
      try {
        await client.signoutRedirect();
      } catch {
        // Nor can every provider be told to end its own session.
        await client.removeUser();
        window.location.assign(`${basePath()}/`);
      }
    },
  };
}
