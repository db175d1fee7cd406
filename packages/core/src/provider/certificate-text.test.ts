import { describe, expect, it } from "vitest";
import { CERTIFICATE_TEXT_MAX_LENGTH, readCertificateText } from "./certificate-text.ts";
import { configSchema } from "./config-schema.ts";
import { certificatesOf, type FieldDefinition } from "./field.ts";

/** One DER sequence of this many bytes: what a certificate looks like from outside. */
function pem(size = 300, label = "CERTIFICATE"): string {
  const bytes = String.fromCharCode(0x30, 0x82, size >> 8, size & 0xff) + "\u0007".repeat(size);
  return `-----BEGIN ${label}-----\n${btoa(bytes).replaceAll(/.{64}(?=.)/g, "$&\n")}\n-----END ${label}-----\n`;
}

const faultOf = (text: string): string => {
  const read = readCertificateText(text);
  return read.ok ? "none" : read.fault;
};

describe("a text of certificates", () => {
  it("is kept as certificates alone, whatever stands between them and however its lines end", () => {
    expect(readCertificateText(pem())).toEqual({ ok: true, pem: pem() });
    const pasted = `Subject: CN=Root\r\n${pem().replaceAll("\n", "\r\n")}\n  next one:\n${pem(200)}bye`;
    expect(readCertificateText(pasted)).toEqual({ ok: true, pem: pem() + pem(200) });
    expect(readCertificateText(pem().replaceAll("\n", " "))).toEqual({ ok: true, pem: pem() });
  });

  it.each(["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY"])(
    "is refused where it holds a %s, also beside a certificate, and none of it is repeated",
    (label) => {
      const key = pem(64, label);
      const body = key.split("\n")[1] ?? "";
      for (const text of [key, pem() + key, key + pem(), key.slice(0, 60)]) {
        expect(faultOf(text)).toMatch(/^holds a private key/);
        expect(JSON.stringify(readCertificateText(text))).not.toContain(body.slice(0, 12));
      }
    },
  );

  it("is refused where it is no certificate, more than certificates, or cut off", () => {
    for (const text of ["x", "MIIB", "-----BEGIN CERTIFICATE-----", pem().slice(0, -10), pem().slice(5), pem() + pem().slice(0, 40)]) {
      expect(faultOf(text)).toMatch(/^is no certificate in PEM form/);
    }
    expect(faultOf(pem(300, "CERTIFICATE REQUEST"))).toBe("holds something that is no certificate.");
    for (const body of ["", "!", "AAAA", "MIIB", pem().split("\n").slice(1, 4).join("")]) {
      expect(faultOf(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`)).toMatch(/damaged|no certificate in PEM form/);
    }
    expect(faultOf(pem().repeat(10))).toBe("none");
    expect(faultOf(pem().repeat(11))).toBe("holds more than 10 certificates.");
  });
});

describe("a field of certificates", () => {
  const FIELDS: readonly FieldDefinition[] = [
    { key: "own", label: "Own site", kind: "switch" },
    { key: "ca", label: "Authority", kind: "certificate", shownWhen: { field: "own", equals: true } },
  ];
  const messages = (ca: unknown): unknown =>
    configSchema(FIELDS)
      .safeParse({ own: true, ca })
      .error?.issues.map(({ message }) => message);

  it("may be left out or empty, and is then absent", () => {
    for (const ca of [undefined, "", " \n"]) expect(configSchema(FIELDS).parse({ own: true, ca })).toEqual({ own: true });
  });

  it("is validated where it is shown, and dropped unseen where it is not", () => {
    expect(configSchema(FIELDS).parse({ own: true, ca: `x ${pem()}` })).toEqual({ own: true, ca: pem() });
    expect(configSchema(FIELDS).parse({ own: false, ca: pem() })).toEqual({ own: false });
    expect(messages(7)).toEqual(["Authority is a text."]);
    expect(messages("x".repeat(CERTIFICATE_TEXT_MAX_LENGTH + 1))).toEqual(["Authority has at most 32000 characters."]);
    expect(messages(pem(64, "PRIVATE KEY"))).toEqual([
      "Authority holds a private key, which is not kept here. Paste the certificate alone; the key stays on your server.",
    ]);
  });

  it("gives what its connection trusts, and nothing while it is not shown", () => {
    expect(certificatesOf(FIELDS, { own: true, ca: pem() })).toEqual([pem()]);
    expect(certificatesOf(FIELDS, { own: false, ca: pem() })).toEqual([]);
    expect(certificatesOf(FIELDS, { own: true })).toEqual([]);
  });
});
