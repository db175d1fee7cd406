import { afterEach, describe, expect, it } from "vitest";
import { effectScope } from "vue";
import { claimDrafts, keepDraft, saveDrafts } from "./drafts.ts";

afterEach(() => sessionStorage.clear());

/** A form on the screen; gives what it got back. */
function form(key: string, typed: string | undefined): { restored: string | undefined; close: () => void } {
  const scope = effectScope();
  const result: { restored: string | undefined; close: () => void } = { restored: undefined, close: () => scope.stop() };
  scope.run(() =>
    keepDraft<string>(
      key,
      () => typed,
      (draft) => (result.restored = draft),
    ),
  );
  return result;
}

describe("what is typed when a sign-in has to leave the page", () => {
  it("comes back to the form it was typed in, once", () => {
    const typed = form("mapping", "chosen");
    form("other", undefined);
    saveDrafts("nora");
    typed.close();
    claimDrafts("nora");
    expect(form("other", undefined).restored).toBeUndefined();
    expect(form("mapping", undefined).restored).toBe("chosen");
    expect(form("mapping", undefined).restored).toBeUndefined();
  });

  it("is thrown away where somebody else signs in", () => {
    form("mapping", "chosen").close();
    const typed = form("mapping", "chosen");
    saveDrafts("nora");
    typed.close();
    claimDrafts("henry");
    expect(form("mapping", undefined).restored).toBeUndefined();
  });
});
