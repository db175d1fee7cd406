import { describe, expect, it } from "vitest";
import { configSchema, type ConfigSchemaOptions } from "./config-schema.ts";
import type { FieldDefinition } from "./field.ts";

const FIELDS: readonly FieldDefinition[] = [
  { key: "companyId", label: "Company ID", kind: "text", required: true, maxLength: 10 },
  { key: "note", label: "Note", kind: "text" },
  { key: "privateKey", label: "Private key", kind: "secret", required: true },
  { key: "useCustomSite", label: "Use a custom site", kind: "switch" },
  { key: "site", label: "Site", kind: "hostname", required: true, shownWhen: { field: "useCustomSite", equals: true } },
];
const GOOD = { companyId: "acme", privateKey: "k3y" };

interface Issue {
  readonly path: string;
  readonly message: string;
}

type Outcome = { readonly config: unknown } | { readonly issues: readonly Issue[] };

function parse(values: unknown, options: ConfigSchemaOptions = {}): Outcome {
  const result = configSchema(FIELDS, options).safeParse(values);
  if (result.success) return { config: result.data };
  return { issues: result.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })) };
}

const config = (values: unknown, options?: ConfigSchemaOptions): unknown => {
  const outcome = parse(values, options);
  return "config" in outcome ? outcome.config : outcome;
};

const refused = (path: string, message: string): Outcome => ({ issues: [{ path, message }] });

describe("texts and secrets", () => {
  it("are trimmed", () => {
    expect(config({ companyId: "  acme\n", privateKey: "\tk3y " })).toEqual({ companyId: "acme", privateKey: "k3y", useCustomSite: false });
  });

  it("are asked for where they are required: absent, empty or only spaces", () => {
    for (const companyId of [undefined, "", "   ", "\n"]) {
      expect(parse({ ...GOOD, companyId })).toEqual(refused("companyId", "Company ID is missing."));
    }
    expect(parse({})).toEqual({
      issues: [
        { path: "companyId", message: "Company ID is missing." },
        { path: "privateKey", message: "Private key is missing." },
      ],
    });
  });

  it("are absent from the result where they are optional and empty", () => {
    expect(config({ ...GOOD, note: " " })).toEqual({ ...GOOD, useCustomSite: false });
  });

  it("are texts and nothing else", () => {
    for (const companyId of [5, true, null, {}, ["acme"]]) {
      expect(parse({ ...GOOD, companyId })).toEqual(refused("companyId", "Company ID is a text."));
    }
  });

  it("are no longer than they may be, 200 characters where nothing is said", () => {
    expect(config({ ...GOOD, companyId: "x".repeat(10) })).toMatchObject({ companyId: "x".repeat(10) });
    expect(parse({ ...GOOD, companyId: "x".repeat(11) })).toEqual(refused("companyId", "Company ID has at most 10 characters."));
    expect(config({ ...GOOD, note: "x".repeat(200) })).toMatchObject({ note: "x".repeat(200) });
    expect(parse({ ...GOOD, note: "x".repeat(201) })).toEqual(refused("note", "Note has at most 200 characters."));
  });

  it("hold any language and no control characters or halves of characters", () => {
    expect(config({ ...GOOD, note: "Zoë 漢字 😀 'quoted'" })).toMatchObject({ note: "Zoë 漢字 😀 'quoted'" });
    // The last two stand for nothing a text column can store.
    for (const bad of ["\u0000", "\u001f", "\r\nHost: x", "\u007f", "\u0085", "\ud83d", "\ude00"]) {
      expect(parse({ ...GOOD, note: `a${bad}b` }), `${JSON.stringify(bad)}`).toEqual(
        refused("note", "Note must not contain control characters."),
      );
    }
  });

  it("never have their value repeated in the message", () => {
    const secret = `s3cr3t${"x".repeat(300)}\u0000`;
    expect(JSON.stringify(parse({ ...GOOD, privateKey: secret }))).not.toContain("s3cr3t");
  });
});

describe("switches", () => {
  it("are off where they are absent", () => {
    expect(config(GOOD)).toMatchObject({ useCustomSite: false });
  });

  it("are booleans and nothing else", () => {
    for (const useCustomSite of ["true", 1, null, "on"]) {
      expect(parse({ ...GOOD, useCustomSite })).toEqual(refused("useCustomSite", "Use a custom site is on or off."));
    }
  });

  it("are never missing, though a definition calls one required", () => {
    const schema = configSchema([{ key: "on", label: "On", kind: "switch", required: true }]);
    expect(schema.parse({})).toEqual({ on: false });
  });
});

describe("choices", () => {
  const schema = configSchema([
    {
      key: "when",
      label: "When",
      kind: "choice",
      choices: [
        { value: "now", label: "Now" },
        { value: "later", label: "Later" },
      ],
    },
  ]);

  it("are the first where none is made", () => {
    for (const when of [undefined, ""]) expect(schema.parse({ when })).toEqual({ when: "now" });
  });

  it("are one of those declared", () => {
    expect(schema.parse({ when: "later" })).toEqual({ when: "later" });
    for (const when of ["never", "Later", 1, null, true, ["later"]]) {
      expect(schema.safeParse({ when }).error?.issues.map((issue) => issue.message)).toEqual(["When is one of: Now, Later."]);
    }
  });
});

describe("secrets that are stored already", () => {
  it("may be left out or empty, and are then absent, which means as they are", () => {
    for (const privateKey of [undefined, "", "  "]) {
      expect(config({ companyId: "acme", privateKey }, { storedSecrets: ["privateKey"] })).toEqual({
        companyId: "acme",
        useCustomSite: false,
      });
    }
  });

  it("may be replaced", () => {
    expect(config({ ...GOOD, privateKey: "new" }, { storedSecrets: ["privateKey"] })).toMatchObject({ privateKey: "new" });
  });

  it("do not make another required field optional", () => {
    expect(parse({}, { storedSecrets: ["privateKey"] })).toEqual(refused("companyId", "Company ID is missing."));
  });
});

describe("hidden fields", () => {
  it("are dropped and not asked for", () => {
    expect(config({ ...GOOD, useCustomSite: false, site: "psa.example.com" })).toEqual({ ...GOOD, useCustomSite: false });
    expect(config({ ...GOOD, site: "psa.example.com" })).toEqual({ ...GOOD, useCustomSite: false });
  });

  it("are not checked (regression: a typing error in a field that is no longer shown refused the form)", () => {
    for (const site of ["https://typing error", 5, null, "x".repeat(1000)]) {
      expect(config({ ...GOOD, useCustomSite: false, site })).toEqual({ ...GOOD, useCustomSite: false });
    }
  });

  it("are asked for once they are shown", () => {
    expect(parse({ ...GOOD, useCustomSite: true })).toEqual(refused("site", "Site is missing."));
    expect(config({ ...GOOD, useCustomSite: true, site: "psa.example.com" })).toMatchObject({
      useCustomSite: true,
      site: "psa.example.com",
    });
  });
});

describe("keys", () => {
  it("that no field has are refused by name", () => {
    expect(parse({ ...GOOD, privatKey: "x" })).toEqual(refused("", "There is no field called privatKey."));
    expect(parse({ ...GOOD, a: 1, b: 2 })).toEqual(refused("", "There is no field called a, b."));
    expect(parse(JSON.parse('{"companyId":"acme","privateKey":"k","__proto__":{"useCustomSite":true}}'))).toEqual(
      refused("", "There is no field called __proto__."),
    );
  });

  it("are looked for in an object only", () => {
    for (const values of [null, undefined, "text", 5, [], [GOOD]]) expect(parse(values)).toHaveProperty("issues");
  });
});

describe("host names", () => {
  const site = (value: unknown): unknown => config({ ...GOOD, useCustomSite: true, site: value });
  const REFUSAL = refused("site", "Site is a bare host name such as psa.example.com, without https:// and without a path.");

  it.each([
    "psa.example.com",
    "localhost",
    "a-b.c-d.example",
    "xn--bcher-kva.example",
    "3com.example",
    "psa.example.com:8443",
    "psa.example.com:1",
    "psa.example.com:65535",
    "127.0.0.1",
    "127.0.0.1:3000",
    "[::1]",
    "[2001:db8::1]:8443",
    "[::ffff:127.0.0.1]",
    `${"a".repeat(63)}.example`,
  ])("takes %s", (value) => {
    expect(site(value)).toMatchObject({ site: value });
  });

  it("takes capitals and surrounding spaces, and keeps neither", () => {
    expect(site("  PSA.Example.COM:8443 ")).toMatchObject({ site: "psa.example.com:8443" });
  });

  it.each([
    "https://psa.example.com",
    "http:psa.example.com",
    "//psa.example.com",
    "psa.example.com/",
    "psa.example.com/v4_6_release",
    "psa.example.com?x=1",
    "psa.example.com#x",
    "psa.example.com\\x",
    "user@psa.example.com",
    "user:pass@psa.example.com",
    "psa.example.com@127.0.0.1",
    "psa example.com",
    "psa%2eexample.com",
    "psa.example.com:",
    "psa.example.com:0",
    "psa.example.com:65536",
    "psa.example.com:99999",
    "psa.example.com:123456",
    "psa.example.com:-1",
    "psa.example.com:80:80",
    "psa.example.com:http",
    ".psa.example.com",
    "psa.example.com.",
    "psa..example.com",
    "-psa.example.com",
    "psa-.example.com",
    "psa_x.example.com",
    "bücher.example",
    "psa。example。com",
    "*.example.com",
    "::1",
    "::1:443",
    "[::1",
    "[]",
    "[::::]",
    "[fe80::1%25eth0]",
    "[::1]x",
    `${"a".repeat(64)}.example`,
    "256.1.1.1",
    "1.2.3.4.5",
  ])("refuses %s", (value) => {
    expect(parse({ ...GOOD, useCustomSite: true, site: value })).toEqual(REFUSAL);
  });

  it("refuses names that read as an address they do not show (regression: 2130706433 is 127.0.0.1)", () => {
    for (const value of ["2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.1", "1.2.3", "127.0.0.01"]) {
      expect(parse({ ...GOOD, useCustomSite: true, site: value }), `${value}`).toEqual(REFUSAL);
    }
  });

  it("refuses a name longer than a name can be", () => {
    const labels = (count: number): string => Array.from({ length: count }, () => "a".repeat(49)).join(".");
    const fields: FieldDefinition[] = [{ key: "site", label: "Site", kind: "hostname", maxLength: 500 }];
    expect(configSchema(fields).safeParse({ site: labels(5) }).success).toBe(true);
    expect(configSchema(fields).safeParse({ site: `${labels(5)}.abcde` }).success).toBe(false);
  });

  it("may be empty where it is optional", () => {
    expect(configSchema([{ key: "site", label: "Site", kind: "hostname" }]).parse({ site: "" })).toEqual({});
  });
});
