import type { User, UserManager } from "oidc-client-ts";
import { describe, expect, it } from "vitest";
import { authorizedFetch } from "./authorized-fetch.ts";
import { createSession } from "./session.ts";

const user = (token: string, sub = "nora", expired = false): User =>
  ({ access_token: token, expired, profile: { sub, name: "Nora" }, state: undefined }) as unknown as User;

/** A sign-in provider that gives out these, in turn; undefined stands for a refusal. */
function provider(script: { stored?: User; silent?: Array<User | undefined>; popup?: User[] }) {
  const count = { silent: 0, popup: 0 };
  let loaded: (user: User) => void = () => {};
  const give = async (given: User | undefined): Promise<User> => {
    // A round trip, in which other requests are refused too.
    await new Promise((resolve) => setTimeout(resolve));
    if (given === undefined) throw new Error("login_required");
    loaded(given);
    return given;
  };
  const client = {
    events: { addUserLoaded: (callback: (user: User) => void) => (loaded = callback) },
    getUser: () => Promise.resolve(script.stored ?? null),
    signinSilent: () => give(script.silent?.[count.silent++]),
    signinPopup: () => give(script.popup?.[count.popup++]),
  };
  return { client: client as unknown as UserManager, count };
}

/** A server that takes one token and no other. */
function serverThatTakes(token: string) {
  const bodies: unknown[] = [];
  const send: typeof fetch = (_url, init) => {
    const isGood = new Headers(init?.headers).get("authorization") === `Bearer ${token}`;
    if (isGood) bodies.push(init?.body);
    return Promise.resolve(new Response(null, { status: isGood ? 200 : 401 }));
  };
  return { send, bodies };
}

describe("a session that runs out", () => {
  it("is renewed without the person, once for all requests that wait", async () => {
    const { client, count } = provider({ stored: user("old"), silent: [user("new")] });
    const session = createSession(client);
    await session.start();
    const { send, bodies } = serverThatTakes("new");
    const request = authorizedFetch(session, send);
    const responses = await Promise.all([request("/a", { body: "first" }), request("/b", { body: "second" })]);
    expect(responses.map((response) => response.status)).toEqual([200, 200]);
    expect(bodies.toSorted()).toEqual(["first", "second"]);
    expect(count.silent).toBe(1);
    expect(session.isExpired.value).toBe(false);
  });

  it("asks the person where it cannot be renewed, and then sends what was typed", async () => {
    const { client } = provider({ stored: user("old"), silent: [undefined], popup: [user("again")] });
    const session = createSession(client);
    await session.start();
    const { send, bodies } = serverThatTakes("again");
    const answer = authorizedFetch(session, send)("/save", { method: "POST", body: "typed" });
    await expect.poll(() => session.isExpired.value).toBe(true);
    expect(bodies).toEqual([]);
    expect(await session.signInAgain(new AbortController().signal)).toBe("same_person");
    expect((await answer).status).toBe(200);
    expect(bodies).toEqual(["typed"]);
    expect(session.isExpired.value).toBe(false);
  });

  it("sends nothing of one person in the name of another", async () => {
    const { client } = provider({ stored: user("old"), silent: [undefined], popup: [user("stranger", "henry")] });
    const session = createSession(client);
    await session.start();
    const { send, bodies } = serverThatTakes("stranger");
    void authorizedFetch(session, send)("/save", { method: "POST", body: "typed" });
    await expect.poll(() => session.isExpired.value).toBe(true);
    expect(await session.signInAgain(new AbortController().signal)).toBe("other_person");
    expect(bodies).toEqual([]);
    expect(session.isExpired.value).toBe(true);
  });

  it("does not send a request that was given up meanwhile", async () => {
    const { client } = provider({ stored: user("old"), silent: [user("new")] });
    const session = createSession(client);
    await session.start();
    const { send, bodies } = serverThatTakes("new");
    const abort = new AbortController();
    const answer = authorizedFetch(session, send)("/search", { signal: abort.signal });
    abort.abort();
    await expect(answer).rejects.toThrow();
    expect(bodies).toEqual([]);
  });
});

describe("a page that is opened", () => {
  it("begins signed in where this tab was", async () => {
    expect(await createSession(provider({ stored: user("kept") }).client).start()).toBe(true);
  });

  it("has to sign in where nobody was, or the session has run out for good", async () => {
    expect(await createSession(provider({}).client).start()).toBe(false);
    expect(await createSession(provider({ stored: user("old", "nora", true), silent: [undefined] }).client).start()).toBe(false);
  });
});
