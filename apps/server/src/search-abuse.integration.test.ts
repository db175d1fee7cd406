import { SAMPLE_CONNECTION, type BehaviourChanges } from "@integrations/connectwise-simulator";
import { describe, expect } from "vitest";
import { pushSample, testWithServer as it, type ServerFixture } from "./testing/server-fixture.ts";

const PROVIDER = { providerId: "connectwise-manage" };

/** Names that a search taken for more than its text would find, or that a literal one has to find. */
const NAMES = [
  "Plain Harbor",
  "100% Pure",
  "1000 Pure",
  "under_score",
  "underXscore",
  "[abc] Bracket",
  "aaa Bracket",
  "O'Neil's",
  'The "Best" Ltd',
  "Star * Light",
  "Star and Light",
  "back\\slash",
  "a or 1=1",
  "Deleted and gone",
  "Ünïted",
];

/** Every one is a text a person might type; none may find more than the names it stands in. */
const ATTACKS = [
  "%%%",
  "___",
  "***",
  "% Pure",
  "r_s",
  "[a-z]",
  "[^x]",
  "[abc]",
  "[[]",
  "]]]",
  "a%b",
  `' or '1'='1`,
  `" or "1"="1`,
  `x" or name like "%`,
  `x' or name like '%`,
  `zzz" or id > 0 or name = "`,
  `zzz') or (1=1`,
  "a or 1=1",
  "zzz or id>0",
  "zzz and 1=1 or id>0",
  "name like '%'",
  "deletedFlag=true",
  "\\\\\\",
  `\\" or id>0 or name="`,
  `\\' or id>0 or name='`,
  `"" or id>0 or ""=""`,
  "abc\u0000",
  "abc\r\nid>0",
  "abc\u2028id>0",
  "zzz&conditions=id>0",
  "zzz&orderBy=id#",
  "zzz%22%20or%20id%3E0",
  "zzz%' or '%'='",
  "${id}",
  "O'Neil",
  '"Best"',
  "Star *",
  "back\\s",
  "\ud800zz",
  "x".repeat(10_000),
  "%".repeat(200),
  "'".repeat(199),
  `'"`.repeat(90),
];

describe.each<{ readonly site: string; readonly behaviour: BehaviourChanges }>([
  { site: "takes no escape", behaviour: { quoteEscape: "none" } },
  { site: "takes a doubled quote for one", behaviour: { quoteEscape: "doubled" } },
  { site: "takes a backslash for an escape", behaviour: { quoteEscape: "backslash" } },
])("a search at a site that $site", ({ behaviour }) => {
  it("finds what has the text in it and nothing else, or is refused", async ({ start }) => {
    const server = await start({ env: { RATE_LIMIT_SEARCH: "10000" } });
    await pushSample(server);
    const tenant = server.simulator.tenant();
    tenant.setBehaviour(behaviour);
    for (const name of NAMES) {
      tenant.data.addCompany({ name });
      tenant.data.addProduct({ identifier: name.slice(0, 30), description: `About ${name}` });
    }
    tenant.data.addCompany({ name: "Gone and forgotten", deletedFlag: true });
    const enabled = await server.call("connection.enable", { ...PROVIDER, config: { ...SAMPLE_CONNECTION, useCustomSite: false } });
    expect(enabled.status).toBe(200);
    const companies = tenant.data.companies().filter((company) => company.deletedFlag !== true);
    const products = tenant.data.products().filter((product) => product.inactiveFlag !== true && product.productClass !== "Bundle");
    let answered = 0;
    for (const search of ATTACKS) {
      const found = await namesFound(server, "customers.companies", search);
      if (found !== null) {
        answered += 1;
        expect(companies.filter((row) => has(search, row.name, row.identifier)).map((row) => String(row.id))).toEqual(
          expect.arrayContaining(found),
        );
      }
      const inCatalog = await namesFound(server, "mapping.products", search);
      if (inCatalog === null) continue;
      answered += 1;
      expect(products.filter((row) => has(search, row.identifier, row.description)).map((row) => String(row.id))).toEqual(
        expect.arrayContaining(inCatalog),
      );
    }
    expect(answered).toBeGreaterThan(ATTACKS.length);
    // And is no search that finds nothing at all.
    for (const [search, name] of [
      ["O'Neil", "O'Neil's"],
      ['"Best"', 'The "Best" Ltd'],
      ["100% P", "100% Pure"],
      ["r_s", "under_score"],
      ["[abc]", "[abc] Bracket"],
      ["a or 1", "a or 1=1"],
    ] as const) {
      const id = String(companies.find((company) => company.name === name)?.id);
      expect([search, await namesFound(server, "customers.companies", search)]).toEqual([search, [id]]);
    }
    expect(server.simulator.requests.writes()).toEqual([]);
  });
});

/** Ids, over all pages; null where it was refused. */
async function namesFound(server: ServerFixture, procedure: string, search: string): Promise<string[] | null> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await server.call(procedure, { ...PROVIDER, search, ...(cursor === undefined ? {} : { cursor }) });
    if (answer.status !== 200) {
      expect([search, answer.status]).toEqual([search, 400]);
      return null;
    }
    const page = answer.data as { readonly items: ReadonlyArray<{ readonly id: string }>; readonly nextCursor?: string };
    found.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

/** The filter a person has in mind; blanks around what they typed do not count. */
function has(search: string, ...texts: readonly string[]): boolean {
  const plain = (text: string): string => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return texts.some((text) => plain(text).includes(plain(search.trim())));
}
