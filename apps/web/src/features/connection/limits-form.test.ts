import { describe, expect, it } from "vitest";
import { defaultLimit, limitsFormOf, preferencesOf, wrongLimits } from "./limits-form.ts";

const DEFAULTS = { guardMinLines: 5, guardMinShare: 0.3, concurrency: 20, callsPerMinute: 900 };
const UNSET = limitsFormOf({ ...DEFAULTS, own: [], defaults: DEFAULTS });

describe("the form of the limits", () => {
  it("is empty where the defaults apply, and names them", () => {
    expect(UNSET).toEqual({ guardMinLines: "", guardMinShare: "", concurrency: "", callsPerMinute: "" });
    expect(defaultLimit({ ...DEFAULTS, own: [], defaults: DEFAULTS }, "guardMinShare")).toBe(30);
  });

  it("shows what was set, the share in percent, and sends it back unchanged", () => {
    const form = limitsFormOf({ ...DEFAULTS, guardMinShare: 0.29, own: ["guardMinShare"], defaults: DEFAULTS });
    expect(form.guardMinShare).toBe("29");
    expect(preferencesOf(form)).toEqual({ guardMinLines: null, guardMinShare: 0.29, concurrency: null, callsPerMinute: null });
  });

  it.each(["0", "-1", "1.5", "1e3", "ten", "1000001", "99999999999"])("refuses %s lines", (guardMinLines) => {
    expect(wrongLimits({ ...UNSET, guardMinLines })).toEqual(["guardMinLines"]);
  });

  it("takes what the server takes", () => {
    expect(wrongLimits({ guardMinLines: "1000000", guardMinShare: "0", concurrency: " 100 ", callsPerMinute: "" })).toEqual([]);
  });
});
