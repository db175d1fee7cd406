import assert from "node:assert/strict";
import { ProviderError, type MatchedCompany, type Page, type Product, type ProviderSession } from "@integrations/core";
import { CONTRACT_CONTENT } from "../contract-content.ts";
import { agreementOf, readAll, type ContractRule } from "../contract-rule.ts";

/** Typed into a search box by somebody who tries things out. */
const HOSTILE_SEARCHES = [
  "%",
  "_",
  "*",
  "[",
  "]",
  "[a-z]",
  "[^x]",
  "%%%",
  "___",
  "***",
  "100%",
  "100%_*[x]",
  "\\",
  "\\\\",
  "'",
  '"',
  "\"'",
  "' or '1'='1",
  '" or id>0 or name="',

  "Contract\u0000",
  "\u0000",
  "Contract\n",
  "and",
  "or not",
  "(((",
  ")",
  "$ne",
  "{}",
  "[x]",
  "🎉",
  "ﬁ",
  "x".repeat(10_000),
  "%".repeat(500),
  "null",
  "true",
];

const MANY = 2_345;

async function allProducts(session: ProviderSession, limit: number, between?: (page: number) => Promise<void>): Promise<Product[]> {
  const found: Product[] = [];
  let cursor: string | undefined;
  for (let page = 1; ; page += 1) {
    const answer: Page<Product> = await session.searchProducts({ limit, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...answer.items);
    if (answer.nextCursor === undefined) return found;
    assert.notEqual(answer.nextCursor, cursor, "The cursor does not move on.");
    cursor = answer.nextCursor;
    await between?.(page);
  }
}

/** Either nothing but what holds the text as it is written, or a refusal that says so. */
async function assertLiteral(search: string, run: () => Promise<readonly string[]>): Promise<void> {
  try {
    for (const text of await run()) {
      assert.ok(
        text.toLowerCase().includes(search.trim().toLowerCase()),
        `${JSON.stringify(search.slice(0, 50))} found ${JSON.stringify(text)}.`,
      );
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    assert.equal(error.reason, "search_not_literal");
    assert.ok((error.detail ?? "") !== "", "A refused search comes with a sentence.");
  }
}

export const READING_RULES: readonly ContractRule[] = [
  {
    name: "a company is found by a part of its name, in any letter case, quotes and signs included",
    async check({ session, world }) {
      const open = session();
      for (const [search, key] of [
        ["acme con", "acme"],
        ["O'Brien", "brien"],
        ['19" R', "racks"],
        ["100% Org", "percent"],
        ["fête 🎉", "emoji"],
      ] as const) {
        const found = await open.searchCompanies({ search });
        assert.deepEqual(
          found.map((company) => company.id),
          [world.idOf(key)],
          search,
        );
      }
      assert.deepEqual(await open.searchCompanies({ search: "nobody is called that" }), []);
    },
  },
  {
    name: "a search never finds more than its text says, whatever is typed",
    async check({ session }) {
      const open = session();
      for (const search of HOSTILE_SEARCHES.filter((each) => each.trim() !== "")) {
        await assertLiteral(search, async () =>
          (await open.searchCompanies({ search })).map((company) => `${company.name} ${company.identifier}`),
        );
        await assertLiteral(search, async () =>
          (await open.searchProducts({ search })).items.map((product) => `${product.identifier} ${product.description}`),
        );
      }
    },
  },
  {
    name: "companies are matched by the domain of their website and by their name, in any letter case, and say which domain is theirs",
    async check({ provider, session, world }) {
      if (!provider.capabilities.includes("matchCompanies")) return;
      const match = async (domains: readonly string[], names: readonly string[]): Promise<MatchedCompany[]> => {
        const found = await session().matchCompanies?.({ domains, names });
        assert.ok(found !== undefined, "The capability is declared, and the verb is not there.");
        return found;
      };
      const byDomain = (await match(["acme-contract.example"], [])).find((company) => company.id === world.idOf("acme"));
      assert.deepEqual(byDomain?.domains, ["acme-contract.example"]);
      const byName = await match(
        ["nobody.example"],
        ["o'brien contract", "100% organic [x]", '19" Racks Contract', "x".repeat(500), "a'b\"c"],
      );
      const names = byName.map((company) => company.name);
      for (const name of ["O'Brien Contract", "100% Organic [x]", '19" Racks Contract']) assert.ok(names.includes(name), name);
      const many = Array.from({ length: 150 }, (_, index) => `company-${index}.example`);
      const among = await match([...many, "acme-contract.example"], []);
      assert.ok(among.some((company) => company.id === world.idOf("acme")));
      assert.deepEqual(await match([], []), []);
      assert.ok((await world.requests()).every((request) => !request.write));
    },
  },
  {
    name: "only active products that can be lines are offered",
    async check({ session, world }) {
      const found = await allProducts(session(), 2);
      const offered = ["filter", "backup", "signs", "lookalike"].map((key) => world.idOf(key)).toSorted();
      assert.deepEqual(found.map((product) => product.id).toSorted(), offered);
      assert.ok(found.every((product) => product.active && product.allowedOnAgreement));
      const searched = await session().searchProducts({ search: "filter" });
      assert.deepEqual(
        searched.items.map((product) => product.id),
        [world.idOf("filter")],
      );
    },
  },
  {
    name: "named products come whatever their state, and those that are gone are absent",
    async check({ session, world }) {
      const found = await session().readProducts(
        ["filter", "old", "bundle"].map((key) => world.idOf(key)).concat("999999", "no id", "../1", ""),
      );
      const state = new Map(found.map((product) => [product.id, [product.active, product.allowedOnAgreement]]));
      assert.deepEqual(state.get(world.idOf("filter")), [true, true]);
      assert.equal(state.get(world.idOf("old"))?.[0], false);
      assert.equal(state.get(world.idOf("bundle"))?.[1], false);
      assert.equal(found.length, 3);
      assert.deepEqual(await session().readProducts([]), []);
    },
  },
  {
    name: `${MANY} products come once each, also while others are added`,
    content: {
      ...CONTRACT_CONTENT,
      products: [
        ...CONTRACT_CONTENT.products,
        ...Array.from({ length: MANY }, (_, index) => ({ key: `p${index}`, identifier: `P-${index}`, description: `Product ${index}` })),
      ],
    },
    async check({ session, world }) {
      const found = await allProducts(session(), 500, (page) =>
        world.person.addProduct({ identifier: `LATE-${page}`, description: "Added meanwhile" }),
      );
      const ids = found.map((product) => product.id);
      assert.equal(new Set(ids).size, ids.length, "A product came twice.");
      const missing = Array.from({ length: MANY }, (_, index) => world.idOf(`p${index}`)).filter((id) => !ids.includes(id));
      assert.deepEqual(missing, []);
    },
  },
  {
    name: "the agreements of a company come, ended ones included, and nobody else's",
    async check({ session, world }) {
      const found = await session().listAgreements(world.idOf("acme"));
      assert.deepEqual(
        found.map((agreement) => agreement.id).toSorted(),
        ["main", "second", "ended"].map((key) => world.idOf(key)).toSorted(),
      );
      assert.ok(found.every((agreement) => agreement.companyId === world.idOf("acme")));
    },
  },
  {
    name: "agreements are read in bulk with their state, and those that are gone are absent",
    async check(scene) {
      const { session, world } = scene;
      const open = session();
      const found = await open.readAgreements([world.idOf("main"), world.idOf("ended"), world.idOf("main"), "999999", "no id"]);
      assert.deepEqual(found.map((agreement) => agreement.id).toSorted(), [world.idOf("main"), world.idOf("ended")].toSorted());
      assert.equal((await agreementOf(scene, open, "main")).state, "active");
      assert.notEqual((await agreementOf(scene, open, "ended")).state, "active");
      assert.deepEqual(await open.readAgreements([]), []);
    },
  },
  {
    name: "companies are read by id, and those that are gone are absent",
    async check({ session, world }) {
      const found = await session().readCompanies([world.idOf("acme"), "999999"]);
      assert.deepEqual(
        found.map((company) => company.id),
        [world.idOf("acme")],
      );
    },
  },
  {
    name: "all lines of each agreement come, cancelled ones included, and trouble with one agreement is that one's only",
    async check({ session, world }) {
      const ids = ["main", "second", "foreign"].map((key) => world.idOf(key));
      const found = await readAll(session(), [...ids, "999999"]);
      assert.deepEqual(
        found
          .get(world.idOf("main"))
          ?.lines?.map((line) => [line.id, line.productId, line.quantity, line.cancelledOn])
          .toSorted(),
        [
          [world.idOf("main-filter"), world.idOf("filter"), 3, null],
          [world.idOf("main-backup"), world.idOf("backup"), 7, null],
          [world.idOf("main-cancelled"), world.idOf("signs"), 4, "2026-01-31"],
        ].toSorted(),
      );
      assert.deepEqual(found.get(world.idOf("second"))?.lines, []);
      assert.equal(found.get(world.idOf("foreign"))?.lines?.length, 1);
      assert.ok(["not_found", "permission_missing"].includes(found.get("999999")?.error?.code ?? ""));
      assert.equal(found.size, 4);
    },
  },
  {
    name: `${MANY} lines of one agreement come once each`,
    content: {
      ...CONTRACT_CONTENT,
      lines: Array.from({ length: MANY }, (_, index) => ({ key: `l${index}`, agreement: "second", product: "filter", quantity: index })),
    },
    async check({ session, world }) {
      const agreementId = world.idOf("second");
      const lines = (await readAll(session(), [agreementId])).get(agreementId)?.lines ?? [];
      assert.equal(lines.length, MANY);
      assert.equal(new Set(lines.map((line) => line.id)).size, MANY);
    },
  },
];
