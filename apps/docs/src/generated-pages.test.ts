import { defineProvider, REASON_CODES, reasonOf, type Provider } from "@integrations/core";
import { METRICS } from "@integrations/metrics";
import { PROVIDERS } from "@integrations/providers";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { generatedPages } from "./generated-pages.ts";
import { providerArticle } from "./pages/provider-article.ts";
import { providerSettings } from "./pages/provider-settings.ts";
import { REASON_DUTIES } from "./reason-duties.ts";

/** Unlike the real ones in every word, and with signs that mean something to Markdown and to Vue. */
const ODD = defineProvider({
  id: "odd-books",
  contract: { from: "1.0", below: "2.0" },
  name: "Odd <Books> {{ 1 }}",
  logo: "",
  helpUrl: "/partners/odd-books",
  terms: {
    product: { one: "item", many: "items" },
    company: { one: "client", many: "clients" },
    agreement: { one: "contract", many: "contracts" },
    line: { one: "position", many: "positions" },
  },
  fields: [
    { key: "account", label: "Account", help: "As you sign in.", kind: "text", required: true, identity: true },
    { key: "token", label: "Token", kind: "secret", required: true },
    { key: "own", label: "Own host", kind: "switch" },
    { key: "host", label: "Host", kind: "hostname", required: true, shownWhen: { field: "own", equals: true } },
    { key: "authority", label: "Authority", kind: "certificate", shownWhen: { field: "own", equals: true } },
    { key: "note", label: "Note | more", kind: "text" },
    {
      key: "period",
      label: "From when on",
      kind: "choice",
      choices: [
        { value: "now", label: "Today", help: "From today." },
        { value: "next", label: "Next period" },
      ],
    },
  ],
  permissions: [
    {
      id: "read",
      module: "Items",
      permission: "Read",
      level: "All",
      why: "To list them.",
      neededFor: "lists",
      required: true,
      checkable: true,
    },
    {
      id: "write",
      module: "Items",
      permission: "Write",
      level: "All",
      why: "To set them.",
      neededFor: "writes",
      required: true,
      checkable: false,
    },
  ],
  capabilities: [],
  environment: PROVIDERS[0]?.environment as Provider["environment"],
  limits: { concurrency: 1, callsPerWindow: 1, windowMs: 1 },
  connect: () => {
    throw new TypeError("Nobody connects here.");
  },
});

describe("a provider's article", () => {
  const article = providerArticle(ODD);

  it("tells every field, with what the declaration says about it", () => {
    expect(article).toContain("| Account | As you sign in. Cannot be changed later: it names the account that everything belongs to. |");
    expect(article).toContain("| Token | Secret. |");
    expect(article).toContain('| Host | Only where "Own host" is on. |');
    expect(article).toMatch(
      /\| Authority \| It is trusted for this connection only.* Only where "Own host" is on\. May be left empty\. \|/,
    );
    expect(article).toContain("| Note &#124; more | May be left empty. |");
    expect(article).toContain("| From when on | **Today**: From today. **Next period** |");
  });

  it("tells every permission, and which ones no check can find out", () => {
    expect(article).toContain("| Items | Read | All | yes | To list them. |");
    expect(article).toContain("a missing one (Items: Write, All) shows in the first");
  });

  it("speaks the provider's words, and of what it can do only", () => {
    expect(article).toContain("compares the quantities it counted with the quantities on your contracts");
    expect(article).toContain("| one ongoing position for the item | its quantity is set where it differs |");
    expect(article).toContain("nothing: the platform cannot add one here; add it by hand");
    expect(article).not.toMatch(/addition|ConnectWise/);
  });

  it("lets nothing in a name become markup", () => {
    // The title stands in the page's front matter, where it is text anyhow.
    const body = article.replace(/^---[^]*?\n---\n/, "");
    expect(body).toContain("# Set up Odd &#60;Books&#62; &#123;&#123; 1 &#125;&#125;");
    expect(body).not.toMatch(/<Books>|\{\{/);
  });

  it("stands where the provider's own help link points", () => {
    const pages = [...generatedPages(PROVIDERS).keys()];
    const pointed = PROVIDERS.filter(({ helpUrl }) => helpUrl.startsWith("/")).map(({ helpUrl }) => `${helpUrl.slice(1)}.md`);
    expect(pages).toEqual(expect.arrayContaining(pointed));
  });
});

describe("the tables", () => {
  const pages = generatedPages(PROVIDERS);

  it("tell operators every reason a run may give", () => {
    const night = pages.get("parts/night.md") ?? "";
    for (const code of REASON_CODES) {
      if (REASON_DUTIES[code].reach === "request") expect(night).not.toContain(`\`${code}\``);
      else expect(night).toContain(`| \`${code}\`<br>${reasonOf(code).sentence} |`);
    }
  });

  it("tell partners every sentence once, without a code", () => {
    const messages = pages.get("parts/messages.md") ?? "";
    for (const code of REASON_CODES) {
      const { sentence, nextStep } = reasonOf(code);
      expect(messages.split(`| ${sentence} | ${nextStep} |`)).toHaveLength(2);
    }
    expect(messages).not.toMatch(/`[a-z_]+`/);
  });

  it("tell every metric", () => {
    const metrics = pages.get("parts/metrics.md") ?? "";
    for (const name of Object.keys(METRICS)) expect(metrics).toContain(`| \`${name}\``);
  });
});

describe("the settings of providers", () => {
  const withEnvironment = (environment: z.ZodType): Provider => ({ ...ODD, name: "Odd", environment });

  it("tell each variable with what it is and what it is by default", () => {
    const environment = z
      .object({
        ODD_KEY: z.string().describe("A key."),
        ODD_HOST: z.string().default("odd.example").describe("A host."),
        ODD_LIST: z
          .string()
          .default("")
          .transform((text) => text.split(","))
          .describe("A list."),
      })
      .transform((values) => values);
    const text = providerSettings([withEnvironment(environment)]);
    for (const row of [
      "| `ODD_KEY` | A key. | required |",
      "| `ODD_HOST` | A host. | `odd.example` |",
      "| `ODD_LIST` | A list. | none |",
    ]) {
      expect(text).toContain(row);
    }
  });

  it("are none where a provider has none, and cannot go without a description", () => {
    expect(providerSettings([withEnvironment(z.object({}))])).toContain("Nothing.");
    expect(() => providerSettings([withEnvironment(z.object({ ODD_KEY: z.string() }))])).toThrow(
      'Provider "odd-books": nobody says what ODD_KEY is',
    );
  });
});
