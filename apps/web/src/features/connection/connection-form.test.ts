import type { FieldDefinition } from "@integrations/core";
import { describe, expect, it } from "vitest";
import { errorsOf } from "./config-errors.ts";
import { configOf, countChanges, formOf, isKeptSecret, shownFields, withoutSecrets, type ConnectionForm } from "./connection-form.ts";

const FIELDS: readonly FieldDefinition[] = [
  { key: "tenant", label: "Tenant", kind: "text", required: true },
  { key: "token", label: "Token", kind: "secret", required: true },
  { key: "onPremise", label: "On premise", kind: "switch" },
  { key: "host", label: "Host", kind: "hostname", required: true, shownWhen: { field: "onPremise", equals: true } },
];
const NOTHING_STORED = { settings: {}, secretsSet: { token: false } };
const STORED = { settings: { tenant: "harbour", onPremise: true, host: "psa.example.com" }, secretsSet: { token: true } };

const typed = (form: ConnectionForm, values: ConnectionForm["values"]): ConnectionForm => ({
  ...form,
  values: { ...form.values, ...values },
});
const keys = (fields: readonly FieldDefinition[]): string[] => fields.map((field) => field.key);

describe("a connection's form before it is enabled", () => {
  const empty = formOf(FIELDS, NOTHING_STORED);

  it("hides a field until its switch is on", () => {
    expect(keys(shownFields(FIELDS, empty))).toEqual(["tenant", "token", "onPremise"]);
    expect(keys(shownFields(FIELDS, typed(empty, { onPremise: true })))).toEqual(["tenant", "token", "onPremise", "host"]);
  });

  it("names each missing field that is shown", () => {
    expect(errorsOf(FIELDS, empty, NOTHING_STORED)).toEqual({ tenant: "Tenant is missing.", token: "Token is missing." });
    expect(Object.keys(errorsOf(FIELDS, typed(empty, { onPremise: true }), NOTHING_STORED))).toContain("host");
  });

  it("refuses an address where a bare host name belongs", () => {
    const form = typed(empty, { tenant: "harbour", token: "t", onPremise: true, host: "https://psa.example.com/" });
    expect(errorsOf(FIELDS, form, NOTHING_STORED)["host"]).toContain("bare host name");
  });

  it("does not send what is hidden", () => {
    const form = typed(empty, { tenant: "harbour", token: "t", host: "left over" });
    expect(configOf(FIELDS, form, NOTHING_STORED)).toEqual({ tenant: "harbour", token: "t", onPremise: false });
  });
});

describe("a choice", () => {
  const choices = [
    { value: "now", label: "Now" },
    { value: "later", label: "Later" },
  ];
  const fields: FieldDefinition[] = [{ key: "when", label: "When", kind: "choice", choices }];

  it("shows its first until another is stored", () => {
    expect(formOf(fields, NOTHING_STORED).values).toEqual({ when: "now" });
    expect(formOf(fields, { ...NOTHING_STORED, settings: { when: "later" } }).values).toEqual({ when: "later" });
  });

  it("is sent, and counts where it was changed", () => {
    const form = typed(formOf(fields, NOTHING_STORED), { when: "later" });
    expect(configOf(fields, form, NOTHING_STORED)).toEqual({ when: "later" });
    expect(countChanges(fields, form, NOTHING_STORED)).toBe(1);
  });
});

describe("the form of an enabled connection", () => {
  const form = formOf(FIELDS, STORED);
  const replacing = { ...form, replacing: ["token"] };
  const token = FIELDS[1] as FieldDefinition;

  it("shows what is stored and keeps the secret without ever holding it", () => {
    expect(form.values).toEqual({ tenant: "harbour", token: "", onPremise: true, host: "psa.example.com" });
    expect(isKeptSecret(token, form, STORED)).toBe(true);
    expect(configOf(FIELDS, form, STORED)).not.toHaveProperty("token");
    expect(errorsOf(FIELDS, form, STORED)).toEqual({});
    expect(countChanges(FIELDS, form, STORED)).toBe(0);
  });

  it("asks for the secret once it is being replaced", () => {
    expect(errorsOf(FIELDS, replacing, STORED)).toEqual({ token: "Token is missing." });
    expect(configOf(FIELDS, typed(replacing, { token: "new" }), STORED)).toMatchObject({ token: "new" });
  });

  it("asks for a secret that can no longer be read", () => {
    expect(errorsOf(FIELDS, form, { ...STORED, secretsSet: { token: false } })).toEqual({ token: "Token is missing." });
  });

  it("counts changed fields, a replaced secret among them", () => {
    expect(countChanges(FIELDS, typed(replacing, { token: "new", tenant: "other" }), STORED)).toBe(2);
    expect(countChanges(FIELDS, replacing, STORED)).toBe(0);
  });

  it("leaves a private key out of what a draft keeps, pasted where a certificate belongs, and keeps the certificate", () => {
    const fields: FieldDefinition[] = [{ key: "ca", label: "Authority", kind: "certificate" }];
    const draftOf = (ca: string): unknown => withoutSecrets(fields, typed(formOf(fields, NOTHING_STORED), { ca })).values["ca"];
    expect(draftOf("-----BEGIN RSA PRIVATE KEY-----\nMIIE")).toBe("");
    expect(draftOf("-----BEGIN CERTIFICATE-----\nMIIE")).toBe("-----BEGIN CERTIFICATE-----\nMIIE");
  });

  it("leaves secrets out of what a draft keeps", () => {
    expect(withoutSecrets(FIELDS, typed(replacing, { token: "new", tenant: "other" })).values).toMatchObject({
      token: "",
      tenant: "other",
    });
  });
});
