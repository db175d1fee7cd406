import { computed, ref } from "vue";
import type { Session } from "../features/session/session.ts";

/** A person who is signed in, without a sign-in provider. */
export function fakeSession(overrides: Partial<Session> = {}): Session {
  return {
    name: computed(() => "Nora Lindqvist"),
    subject: computed(() => "nora"),
    isExpired: ref(false),
    start: () => Promise.resolve(true),
    accessToken: () => Promise.resolve("token"),
    renewedToken: () => Promise.resolve("newer token"),
    signIn: () => Promise.resolve(),
    completeSignIn: () => Promise.resolve("/"),
    signInAgain: () => Promise.resolve("same_person"),
    signOut: () => Promise.resolve(),
    ...overrides,
  };
}
