import { createRouter, createWebHistory, type Router } from "vue-router";
import type { Session } from "../features/session/session.ts";
import { takeSignedOutMark } from "../features/session/signed-out-mark.ts";
import { basePath } from "./base-path.ts";
import { reloadStalePage } from "./reload-stale-page.ts";
import { routes } from "./routes.ts";

declare module "vue-router" {
  interface RouteMeta {
    /** Key of the page's title in the message catalog. */
    title?: string;
    /** Shown without a sign-in. */
    isPublic?: boolean;
    /** Whose screen it is; others are sent to their own start. */
    role?: "partner" | "support";
    /** Between tabs of one page the focus stays on the tab. */
    tabsOf?: "provider" | "customer";
  }
}

/** Lets nobody in who is not signed in; who may see what is the shell's and the server's matter. */
export function createConsoleRouter(session: Session): Router {
  const router = createRouter({
    history: createWebHistory(`${basePath()}/`),
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  });
  reloadStalePage(router);
  let isStarted = false;
  router.beforeEach(async (to) => {
    if (to.meta.isPublic === true || isStarted) return true;
    isStarted = await session.start();
    if (isStarted) return true;
    if (takeSignedOutMark()) return { name: "signed-out" };
    try {
      await session.signIn(to.fullPath);
      return false;
    } catch {
      return { name: "sign-in-unavailable", query: { to: to.fullPath } };
    }
  });
  return router;
}
