import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rootFolder } from "../root-folder.ts";
import { idFault } from "./check-id.ts";
import { generateProvider, GeneratorError } from "./generate-provider.ts";
import { providerNames } from "./provider-names.ts";
import { openWorkspace, runSuite, typecheck, write } from "./testing/generated-workspace.ts";

/** What its author would write: here the provider in memory that the suite itself is tested with. */
const DEFINITION = {
  "src/definition/fields.ts": `import { createMemoryProvider } from "@integrations/provider-kit/testing";
export const TOY_BOOKS_FIELDS = createMemoryProvider().provider.fields;
`,
  "src/definition/permissions.ts": `import { createMemoryProvider } from "@integrations/provider-kit/testing";
export const TOY_BOOKS_PERMISSIONS = createMemoryProvider().provider.permissions;
`,
};
const WORLD = {
  "src/testing/toy-books-subject.ts": `import { memorySubject, type ContractSubject } from "@integrations/provider-kit/testing";
import { outside } from "../outside.ts";
import { toyBooks } from "../provider.ts";

export const toyBooksSubject: ContractSubject = {
  provider: toyBooks,
  open: (content) =>
    memorySubject((memory) => {
      outside.connect = memory.connect;
      return memory;
    }).open(content),
};
`,
  "src/outside.ts": `import type { Provider } from "@integrations/core";
export const outside: { connect?: Provider["connect"] } = {};
`,
};
const VERBS = {
  "src/session.ts": `import type { ConnectionConfig, ProviderContext, ProviderSession } from "@integrations/core";
import { outside } from "./outside.ts";

export function createSession(config: ConnectionConfig, context: ProviderContext): ProviderSession {
  if (outside.connect === undefined) throw new Error("Nobody is there.");
  return outside.connect(config, context);
}
`,
};

describe("a generated provider", () => {
  it("compiles, fails the contract suite until its world and its verbs are written, and passes it then", { timeout: 120_000 }, async () => {
    const root = openWorkspace();
    const { folder } = generateProvider(root, "toy-books");
    const at = join(root, folder);
    const [compiler, fresh] = await Promise.all([typecheck(root, folder), runSuite(root)]);
    expect(compiler).toBe("");
    expect(fresh).toEqual({
      passed: 0,
      failed: fresh.failed,
      messages: ['Error: The world of the contract suite of the provider "toy-books" is not written yet.'],
    });
    expect(fresh.failed).toBeGreaterThan(40);

    write(at, { ...DEFINITION, ...WORLD });
    const verbless = await runSuite(root);
    expect(verbless.failed).toBeGreaterThan(40);
    expect(verbless.messages.join("\n")).toContain('checkAccess of the provider "toy-books" is not written yet.');

    write(at, VERBS);
    expect(await runSuite(root)).toEqual({ passed: fresh.failed, failed: 0, messages: [] });
  });

  it("bears its own name in everything that has one", () => {
    const root = openWorkspace();
    const { folder, files } = generateProvider(root, "acme-psa2");
    const read = (file: string): string => readFileSync(join(root, folder, file), "utf8");
    expect(files).toContain("src/testing/acme-psa2-subject.ts");
    expect(JSON.parse(read("package.json"))).toMatchObject({ name: "@integrations/provider-acme-psa2" });
    expect(read("src/provider.ts")).toMatch(/export const acmePsa2 = defineProvider\(\{\n {2}id: "acme-psa2",/);
    expect(files.filter((file) => /\{\{|__id__/.test(`${file}\n${read(file)}`))).toEqual([]);
  });

  it("writes over nothing", () => {
    const root = openWorkspace();
    const { folder } = generateProvider(root, "acme");
    writeFileSync(join(root, folder, "README.md"), "Mine.");
    expect(() => generateProvider(root, "acme")).toThrow(
      new GeneratorError("There is packages/provider-acme already; nothing was written."),
    );
    mkdirSync(join(root, "packages/provider-empty"));
    expect(() => generateProvider(root, "empty")).toThrow(GeneratorError);
    expect(readFileSync(join(root, folder, "README.md"), "utf8")).toBe("Mine.");
  });
});

describe("an id", () => {
  it.each([
    "Acme",
    "acme_books",
    "-acme",
    "acme-",
    "acme--books",
    "1acme",
    "",
    "../acme",
    "acme/books",
    "acme books",
    "ácme",
    "a".repeat(41),
    "kit",
  ])("is not %j", (id) => {
    expect(idFault(rootFolder, id)).toMatch(/^"/);
  });

  it.each([
    ["connectwise", "There is packages/provider-connectwise already; nothing was written."],
    ["connectwise-manage", 'The id "connectwise-manage" is that of packages/provider-connectwise already.'],
  ])("is not %j, which another provider has", (id, sentence) => {
    expect(idFault(rootFolder, id)).toBe(sentence);
  });

  it("may be short, and hold digits", () => {
    expect(["a", "halo-psa2", "a1-b2-c3"].map((id) => idFault(rootFolder, id))).toEqual([undefined, undefined, undefined]);
  });
});

it("names are made of the words of an id", () => {
  expect(providerNames("acme-books2")).toEqual({
    id: "acme-books2",
    camel: "acmeBooks2",
    pascal: "AcmeBooks2",
    constant: "ACME_BOOKS2",
    title: "Acme Books2",
  });
});
