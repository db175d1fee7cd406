import { ProviderError, type ProviderErrorCode } from "@integrations/core";
import { describe, expect, it } from "vitest";
import { SiteWatch } from "./site-watch.ts";

function watch(probe: () => Promise<unknown>): { site: SiteWatch; probes: () => number; down: ProviderError[] } {
  const down: ProviderError[] = [];
  let probes = 0;
  const site = new SiteWatch(
    () => {
      probes += 1;
      return probe();
    },
    (error) => down.push(error),
  );
  return { site, probes: () => probes, down };
}

const error = (code: ProviderErrorCode): ProviderError => new ProviderError({ code, message: code });

async function fail(site: SiteWatch, times: number, code: ProviderErrorCode = "unavailable"): Promise<void> {
  for (let each = 0; each < times; each += 1) await site.failed(error(code));
}

describe("the watch over a site", () => {
  it("asks nothing while failures come alone", async () => {
    const { site, probes } = watch(() => Promise.reject(error("unavailable")));
    await fail(site, 9);
    site.succeeded();
    await fail(site, 9);
    expect(probes()).toBe(0);
  });

  it("takes ten in a row for the agreements' own trouble where the site answers", async () => {
    const { site, probes, down } = watch(() => Promise.resolve());
    await fail(site, 19);
    expect(probes()).toBe(1);
    await fail(site, 1);
    expect(probes()).toBe(2);
    expect(down).toEqual([]);
  });

  it("tells once that the site is down, though many failures come together", async () => {
    const { site, probes, down } = watch(() => Promise.reject(error("timeout")));
    await fail(site, 9);
    await Promise.all([1, 2, 3].map(() => site.failed(error("unavailable"))));
    expect(probes()).toBe(1);
    expect(down.map((each) => each.code)).toEqual(["timeout"]);
  });

  it("does not count what waiting cannot help", async () => {
    const { site, probes } = watch(() => Promise.reject(error("unavailable")));
    await fail(site, 50, "permission_missing");
    expect(probes()).toBe(0);
  });
});
