import bundledIcons from "@nuxt/ui/runtime/vue/plugins/icons.js";
import { VueQueryPlugin } from "@tanstack/vue-query";
import { createApp } from "vue";
import { createQueries } from "../api/queries.ts";
import { loadConsoleConfig } from "../features/session/console-config.ts";
import { createSession } from "../features/session/session.ts";
import { createSignInClient } from "../features/session/sign-in-client.ts";
import { createMessages } from "../messages/messages.ts";
import { keepFocusOfButtons } from "../ui/keep-focus.ts";
import App from "./App.vue";
import { CONSOLE, createConsole } from "./console.ts";
import { createConsoleRouter } from "./router.ts";
import StartFailed from "./StartFailed.vue";

/** Puts the page together. A console that cannot start says so and offers to try again. */
export async function start(): Promise<void> {
  const messages = createMessages(navigator.languages);
  try {
    const config = await loadConsoleConfig();
    const session = createSession(createSignInClient(config));
    const queries = createQueries();
    const parts = createConsole(session, queries, config.helpUrl);
    createApp(App)
      .use(messages)
      .use(bundledIcons)
      .use(VueQueryPlugin, { queryClient: queries })
      .use(createConsoleRouter(session))
      .provide(CONSOLE, parts)
      .mount("#app");
    keepFocusOfButtons();
  } catch {
    createApp(StartFailed).use(messages).use(bundledIcons).mount("#app");
  }
}
