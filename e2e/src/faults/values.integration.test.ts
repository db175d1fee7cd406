import { getRun, listMappingRows } from "@integrations/services";
import { describe, expect } from "vitest";
import { PROVIDER_ID } from "../support/run-world/run-world.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP } from "../support/run-world/world-setup.ts";
import { checkRow, strike, withCalls } from "./fault-row.ts";

describe("a quantity that stands at ConnectWise as", () => {
  const rows: ReadonlyArray<{ readonly name: string; readonly stands: unknown; readonly wanted: number; readonly told: string }> = [
    { name: "null is none", stands: null, wanted: 3, told: "alder FILTER 0>3 set" },
    { name: "null is right where nothing is wanted", stands: null, wanted: 0, told: "" },
    { name: "2.00 is 2", stands: 2, wanted: 2, told: "" },
    { name: "a fraction is set to the whole number counted", stands: 2.5, wanted: 2, told: "alder FILTER 2.5>2 set" },
    { name: "the least fraction above is another quantity", stands: 2.000_001, wanted: 2, told: "alder FILTER 2.000001>2 set" },
    { name: "a negative one is set", stands: -4, wanted: 2, told: "alder FILTER -4>2 set" },
    { name: "minus zero is none", stands: -0, wanted: 0, told: "" },
    { name: "a huge one is set", stands: 9_007_199_254_740_992, wanted: 2, told: "alder FILTER 9007199254740992>2 set" },
    {
      name: "the largest double is set",
      stands: 1.797_693_134_862_315_7e308,
      wanted: 2,
      told: "alder FILTER 1.7976931348623157e+308>2 set",
    },
    { name: "the smallest double above 0 is not 0", stands: 5e-324, wanted: 0, told: "alder FILTER 5e-324>0 set" },
  ];

  it.for(rows)("$name", async ({ stands, wanted, told }, { openWorld }) => {
    const customers = { alder: { counts: { cloudfilter: wanted }, lines: { FILTER: { quantity: stands as number | null } } } };
    const after = [`alder FILTER ${told === "" ? stands : wanted}`];
    await checkRow(openWorld, {
      name: "quantity",
      setup: { ...PLAIN_SETUP, customers },
      fault: () => undefined,
      additions: after,
      told: told === "" ? [] : [told],
      calls: { agreements: 1, products: 1, lines: 1, ...(told === "" ? {} : { PATCH: 1 }) },
      afterwards: { additions: after, told: [] },
    });
  });

  it.for([
    ["a numeral in quotes is that number", "10.00", "alder FILTER 10>12 set"],
    ["no field at all is none", undefined, "alder FILTER 0>12 set"],
  ] as const)("%s", async ([, quantity, told], { openWorld }) => {
    const world = await openWorld();
    world.psa.editLine(world.line("alder", "FILTER").id, { wire: { quantity } });
    // The answer to the change is the true one, so that it can be seen to have taken effect.
    await strike(world, "PATCH", { kind: "change-answer", set: { quantity: 12 } });
    const night = await world.night();
    expect(night).toMatchObject({ status: "succeeded", reason: null, told: [told, "cedar FILTER ->7 added"], calls: withCalls({}) });
    expect(world.standing()).toEqual(["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"]);
  });

  it.for(["ten", "", true, {}, "1e999"] as const)(
    "%j is an answer that cannot be understood: the agreement is left alone",
    async (quantity, { openWorld }) => {
      const world = await openWorld();
      world.psa.editLine(world.line("alder", "FILTER").id, { wire: { quantity } });
      const night = await world.night();
      expect(night.told).toEqual(["alder alder skipped invalid_response", "cedar FILTER ->7 added"]);
      expect(night).toMatchObject({ status: "succeeded_with_problems", reason: null });
      // Asked for again, as after any answer that makes no sense.
      expect(night.calls).toEqual(withCalls({ lines: 9, PATCH: -1 }));
      expect(world.standing()).toEqual(["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"]);
    },
  );
});

describe("a line that names no product", () => {
  it.for([
    ["null", { product: null }],
    ["nothing", { product: undefined }],
    ["no id", { product: { identifier: "FILTER" } }],
  ] as const)("(%s) may be any: no line is added beside it, and it is told", async ([, wire], { openWorld }) => {
    const world = await openWorld({
      ...PLAIN_SETUP,
      products: { FILTER: {}, SEND: {} },
      mappings: { cloudfilter: "FILTER", safesend: "SEND" },
    });
    world.count("alder", { cloudfilter: 12, safesend: 2 });
    world.psa.editLine(world.line("alder", "FILTER").id, { wire });
    const night = await world.night();
    expect(night.told).toEqual([
      "alder FILTER ->12 skipped invalid_response",
      "alder SEND ->2 skipped invalid_response",
      "cedar FILTER ->7 added",
    ]);
    expect(night).toMatchObject({ status: "succeeded_with_problems", reason: null });
    expect(night.calls).toEqual(withCalls({ PATCH: -1 }));
    expect(world.standing()).toEqual(["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"]);

    world.psa.editLine(world.line("alder", "FILTER").id, { wire: {} });
    expect((await world.night()).told).toEqual(["alder FILTER 10>12 set", "alder SEND ->2 added"]);
  });
});

describe("a count of the platform", () => {
  it("as large as it may be is set and added", async ({ openWorld }) => {
    const customers = {
      alder: { counts: { cloudfilter: 1_000_000_000 }, lines: { FILTER: 1 } },
      birch: { counts: { cloudfilter: 1_000_000_000 } },
    };
    const end = ["alder FILTER 1000000000", "birch FILTER 1000000000"];
    await checkRow(openWorld, {
      name: "huge",
      setup: { ...PLAIN_SETUP, customers },
      fault: () => undefined,
      additions: end,
      told: ["alder FILTER 1>1000000000 set", "birch FILTER ->1000000000 added"],
      calls: withCalls({ lines: -1 }),
      afterwards: { additions: end, told: [] },
    });
  });

  it.for([-1, 1.5, Number.NaN, 1e12])("of %d is never taken", async (quantity, { openWorld }) => {
    const world = await openWorld();
    world.count("alder", { cloudfilter: quantity });
    await expect(world.push()).rejects.toMatchObject({ reason: "invalid_input" });
  });
});

/** What somebody once pasted into a field. */
const TEXTS = {
  NUL: "before\u0000after",
  "a lone surrogate": "before\ud800after",
  emoji: "👩‍👩‍👧‍👦 Müller & Söhne 🧾",
  quotes: `"double" 'single' \`back\` ”curly“ \\ ; -- /* */ \${x} {{x}}`,
  "5,000 characters": "Überlänge ".repeat(500),
  "line breaks and tabs": "one\r\ntwo\u2028three\tfour\u0007",
  "right-to-left marks": "\u202eevil\u202c שלום",
} as const;

describe("text of any kind in ConnectWise's records does no harm", () => {
  it.for(Object.entries(TEXTS))("%s", async ([, text], { openWorld }) => {
    const world = await openWorld();
    const { psa } = world;
    // Before the partner assigns and maps, and again while nights go on.
    psa.editCompany(world.companyId("alder"), { wire: { name: text, identifier: text } });
    psa.editAgreement(world.agreementId("alder"), { wire: { name: text, type: { id: 1, name: text } } });
    psa.editLine(world.line("alder", "FILTER").id, { wire: { description: text, invoiceDescription: text } });
    const made = psa.addProduct({ identifier: "SEND" });
    psa.editProduct(made.id, { wire: { identifier: text, description: text } });
    await world.assign("alder");
    await world.map({ safesend: "SEND" });
    world.count("alder", { cloudfilter: 12, safesend: 2 });

    const night = await world.night();
    expect(night).toMatchObject({
      status: "succeeded",
      reason: null,
      told: ["alder FILTER 10>12 set", "alder SEND ->2 added", "cedar FILTER ->7 added"],
      calls: withCalls({ lines: 1, POST: 1 }),
    });
    expect(world.standing()).toHaveLength(4);
    const shown = night.run.changes.find((change) => change.agreementId === String(world.agreementId("alder")));
    expect(shown?.agreementName).toMatch(/\S/);
    const { rows } = await listMappingRows(world.context, world.scope, PROVIDER_ID);
    expect(rows.find(({ service }) => service.code === "safesend")?.mapping?.productIdentifier).toMatch(/\S/);
    expect((await world.night()).told).toEqual([]);
  });

  it.for(Object.entries(TEXTS))("%s, said with a refusal of a change and of an add", async ([, text], { openWorld }) => {
    await checkRow(openWorld, {
      name: text,
      fault: async (world) => {
        const json = { code: text, message: text, errors: [{ code: text, message: text, resource: text, field: text }] };
        await strike(world, "PATCH", { kind: "status", status: 400, json });
        await strike(world, "POST", { kind: "status", status: 400, json });
      },
      additions: ["alder FILTER 10", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 failed rejected", "cedar FILTER ->7 failed rejected"],
      calls: withCalls({}),
      also: ({ run }) => {
        for (const { detail } of run.changes) expect(detail?.length).toBeLessThanOrEqual(500);
        for (const { detail } of run.changes) expect(detail).toMatch(/before|Söhne|double|Überlänge|one|evil/);
      },
    });
  });

  it.for(Object.entries(TEXTS))("%s, said with a refusal of the whole night", async ([, text], { openWorld }) => {
    await checkRow(openWorld, {
      name: text,
      fault: (world) => strike(world, "agreements", { kind: "status", status: 403, json: { code: text, message: text } }),
      additions: ["alder FILTER 10", "birch FILTER 5"],
      status: "failed",
      reason: "permission_missing",
      told: [],
      calls: { agreements: 1, products: 1 },
    });
  });

  it("the keys, echoed by a refusal, are stored nowhere", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "keys",
      fault: async (world) => {
        const message = "Bad key SimPublicKey0001:SimPrivateKey001 (acme_c+SimPublicKey0001:SimPrivateKey001)";
        await strike(world, "PATCH", { kind: "status", status: 400, json: { code: "InvalidObject", message } });
      },
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 failed rejected", "cedar FILTER ->7 added"],
      calls: withCalls({}),
      also: async ({ run }, world) => {
        const stored = JSON.stringify(await getRun(world.context, world.scope, { runId: run.id }));
        expect(stored).toContain("Bad key");
        expect(stored).not.toMatch(/SimP(ublic|rivate)Key/);
        expect(JSON.stringify(world.logged)).not.toMatch(/SimPrivateKey/);
      },
    });
  });
});
