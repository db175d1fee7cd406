import { describe, expect } from "vitest";
import { testWithWorld as it } from "./test-with-world.ts";

describe("a plain night over the whole product", () => {
  it("sets what differs, adds what is missing, and finds nothing to do the next time", async ({ openWorld }) => {
    const world = await openWorld();
    expect(world.standing()).toEqual(["alder FILTER 10", "birch FILTER 5"]);

    const first = await world.night();
    expect(first.told).toEqual(["alder FILTER 10>12 set", "cedar FILTER ->7 added"]);
    expect(first).toMatchObject({ status: "succeeded", reason: null });
    expect(world.standing()).toEqual(["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"]);
    expect(first.calls).toEqual({ agreements: 1, products: 1, lines: 4, PATCH: 1, POST: 1 });

    const second = await world.night();
    expect(second).toMatchObject({ status: "succeeded", told: [] });
    expect(second.calls).toEqual({ agreements: 1, products: 1, lines: 3 });
  });
});
