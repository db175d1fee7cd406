import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { PermissionDefinition } from "./access.ts";
import { defineProvider } from "./define-provider.ts";
import type { FieldDefinition } from "./field.ts";
import type { Provider } from "./provider.ts";

function provider(fields: Partial<Provider>): Provider {
  const term = { one: "thing", many: "things" };
  return {
    id: "some-psa",
    contract: { from: "1.0", below: "2.0" },
    name: "Some PSA",
    logo: "<svg/>",
    helpUrl: "/help",
    terms: { product: term, company: term, agreement: term, line: term },
    fields: [],
    permissions: [],
    capabilities: [],
    environment: z.unknown(),
    limits: { concurrency: 1, callsPerWindow: 1, windowMs: 1000 },
    connect: () => {
      throw new Error("Not connected in these tests.");
    },
    ...fields,
  };
}

const text = (key: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({ key, label: key, kind: "text", ...more });
const permission = (id: string): PermissionDefinition => ({
  id,
  module: "m",
  permission: "p",
  level: "l",
  why: "w",
  neededFor: "n",
  required: true,
  checkable: true,
});

describe("defineProvider", () => {
  it("refuses a contract range that holds no version", () => {
    const define = (): unknown => defineProvider(provider({ contract: { from: "1.2", below: "1.2" } }));
    expect(define).toThrow('Provider "some-psa": its contract range from 1.2 to before 1.2 holds no version.');
  });

  it("gives back the very provider, frozen", () => {
    const given = provider({
      fields: [text("a", { identity: true }), text("on", { kind: "switch" }), text("b", { shownWhen: { field: "on", equals: true } })],
    });
    expect(defineProvider(given)).toBe(given);
    expect(Object.isFrozen(given)).toBe(true);
  });

  it.each(["a", "autotask", "connectwise-manage", "psa2", "a-1"])("takes the id %s", (id) => {
    expect(defineProvider(provider({ id })).id).toBe(id);
  });

  it.each(["", "Some-PSA", "some_psa", "some psa", "-psa", "psa-", "a--b", "1psa", "psa\n", "../psa"])("refuses the id %j", (id) => {
    expect(() => defineProvider(provider({ id }))).toThrow(TypeError);
    expect(() => defineProvider(provider({ id }))).toThrow(`Provider "${id}": its id is not lower-case words joined by hyphens.`);
  });

  it("refuses two fields of one key", () => {
    expect(() => defineProvider(provider({ fields: [text("a"), text("b"), text("a")] }))).toThrow('two fields are called "a"');
  });

  it("refuses two permissions of one id", () => {
    expect(() => defineProvider(provider({ permissions: [permission("p"), permission("q"), permission("p")] }))).toThrow(
      "two permissions have one id",
    );
    expect(() => defineProvider(provider({ permissions: [permission("p"), permission("q")] }))).not.toThrow();
  });

  it("refuses a condition on a field that is no switch or does not exist", () => {
    const shown = text("b", { shownWhen: { field: "a", equals: true } });
    expect(() => defineProvider(provider({ fields: [text("a"), shown] }))).toThrow('field "b" is shown by "a", which is no switch');
    expect(() => defineProvider(provider({ fields: [shown] }))).toThrow('field "b" is shown by "a", which is no switch');
  });

  it("takes a condition on a switch that comes later", () => {
    const fields = [text("b", { shownWhen: { field: "a", equals: false } }), text("a", { kind: "switch" })];
    expect(() => defineProvider(provider({ fields }))).not.toThrow();
  });

  it("refuses a condition on a switch that is itself shown only sometimes, or on itself", () => {
    const outer = text("outer", { kind: "switch" });
    const inner = text("inner", { kind: "switch", shownWhen: { field: "outer", equals: true } });
    const field = text("field", { shownWhen: { field: "inner", equals: true } });
    expect(() => defineProvider(provider({ fields: [outer, inner, field] }))).toThrow(
      'field "field" is shown by "inner", which is not always shown itself',
    );
    const selfish = text("selfish", { kind: "switch", shownWhen: { field: "selfish", equals: true } });
    expect(() => defineProvider(provider({ fields: [selfish] }))).toThrow("not always shown itself");
  });

  it("refuses a choice without at least two different choices, and choices anywhere else", () => {
    const choices = (...values: string[]): FieldDefinition["choices"] & object => values.map((value) => ({ value, label: value }));
    const choice = (...values: string[]): FieldDefinition => text("when", { kind: "choice", choices: choices(...values) });
    expect(() => defineProvider(provider({ fields: [choice("now", "later")] }))).not.toThrow();
    for (const field of [
      text("when", { kind: "choice" }),
      choice("now"),
      choice("now", "now"),
      choice("now", ""),
      text("when", { choices: choices("now", "later") }),
    ]) {
      expect(() => defineProvider(provider({ fields: [field] }))).toThrow('field "when" needs at least two different choices');
    }
  });

  it("refuses a secret that names the account", () => {
    expect(() => defineProvider(provider({ fields: [text("key", { kind: "secret", identity: true })] }))).toThrow(
      'field "key" is secret and cannot name the account',
    );
  });
});
