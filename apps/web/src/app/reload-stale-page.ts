import type { Router } from "vue-router";

const KEY = "reloaded-for";

/**
 * After a new version was put in place, an open page asks for parts that are no longer there. It is then loaded anew, at the
 * address the person was going to; once, so that a part that is really missing does not send it round in circles.
 */
export function reloadStalePage(router: Router): void {
  router.onError((error: unknown, to) => {
    if (!isMissingPart(error) || sessionStorage.getItem(KEY) === to.fullPath) return;
    sessionStorage.setItem(KEY, to.fullPath);
    window.location.assign(router.resolve(to.fullPath).href);
  });
  router.afterEach(() => sessionStorage.removeItem(KEY));
}

/** Each browser has its own words for it. */
function isMissingPart(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script failed|preload CSS/i.test(error.message);
}
