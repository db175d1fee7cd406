import { describe, expect, it } from "vitest";
import { isFieldShown, secretKeys, type FieldDefinition } from "./field.ts";

const site: FieldDefinition = { key: "site", label: "Site", kind: "hostname", shownWhen: { field: "custom", equals: true } };

describe("isFieldShown", () => {
  it("shows a field without a condition", () => {
    expect(isFieldShown({ key: "a", label: "A", kind: "text" }, {})).toBe(true);
  });

  it("follows its switch, which is off where it is absent or no boolean", () => {
    expect(isFieldShown(site, { custom: true })).toBe(true);
    for (const custom of [false, undefined, null, "true", 1]) expect(isFieldShown(site, { custom })).toBe(false);
  });

  it("can be shown while a switch is off", () => {
    const region: FieldDefinition = { ...site, shownWhen: { field: "custom", equals: false } };
    expect(isFieldShown(region, {})).toBe(true);
    expect(isFieldShown(region, { custom: true })).toBe(false);
  });
});

describe("secretKeys", () => {
  it("names the secrets, hidden ones too", () => {
    const fields: FieldDefinition[] = [
      site,
      { key: "publicKey", label: "Public key", kind: "secret" },
      { key: "other", label: "Other", kind: "secret", shownWhen: { field: "custom", equals: true } },
    ];
    expect(secretKeys(fields)).toEqual(["publicKey", "other"]);
  });
});
