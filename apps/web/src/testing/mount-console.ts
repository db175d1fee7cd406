import { VueQueryPlugin } from "@tanstack/vue-query";
import { flushPromises, mount, type VueWrapper } from "@vue/test-utils";
import { createMemoryHistory, createRouter, type Router } from "vue-router";
import { createQueries } from "../api/queries.ts";
import App from "../app/App.vue";
import { CONSOLE, createConsole } from "../app/console.ts";
import { routes } from "../app/routes.ts";
import type { Session } from "../features/session/session.ts";
import { createMessages } from "../messages/messages.ts";
import { fakeServer, type Answers, type FakeServer } from "./fake-server.ts";
import { fakeSession } from "./fake-session.ts";

export interface MountedConsole {
  readonly page: VueWrapper;
  readonly router: Router;
  readonly server: FakeServer;
  /** Waits until this stands on the page. */
  shows(text: string): Promise<void>;
  /** Everything that can be read, dialogs and menus included. */
  text(): string;
}

/** The whole console at an address: all of it real but the server behind `fetch` and the sign-in. */
export async function mountConsole(path: string, answers: Answers, session: Partial<Session> = {}): Promise<MountedConsole> {
  const server = fakeServer(answers);
  const queries = createQueries();
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push(path);
  const parts = createConsole(fakeSession(session), queries, undefined, server.fetch);
  const page = mount(App, {
    attachTo: document.body,
    global: { plugins: [createMessages(["en"]), [VueQueryPlugin, { queryClient: queries }], router], provide: { [CONSOLE]: parts } },
  });
  const text = (): string => document.body.textContent.replaceAll(/\s+/g, " ");
  return {
    page,
    router,
    server,
    text,
    shows: async (wanted) => {
      for (let turn = 0; !text().includes(wanted); turn += 1) {
        if (turn > MAX_TURNS) throw new Error(`"${wanted}" never came. On the page: ${text()}`);
        await flushPromises();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}

const MAX_TURNS = 300;
