import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { providerText } from "./provider-text.ts";
import { redactingLogger } from "./redacting-logger.ts";
import { createRedactor, REDACTED } from "./redactor.ts";

const SECRET = 'kQ3+/z&<x>"y" 7\'ü';

describe("the redactor", () => {
  it.each([
    ["as it is", SECRET],
    ["in other letter case", SECRET.toUpperCase()],
    ["percent-encoded", encodeURIComponent(SECRET)],
    ["percent-encoded in lower case", encodeURIComponent(SECRET).toLowerCase()],
    ["as a form value", encodeURIComponent(SECRET).replaceAll("%20", "+")],
    ["in JSON", JSON.stringify({ key: SECRET })],
    ["in HTML", SECRET.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")],
    ["in base64", Buffer.from(SECRET).toString("base64")],
    ["in base64url", Buffer.from(SECRET).toString("base64url")],
    ["in hexadecimal", Buffer.from(SECRET).toString("hex")],
    ["with NUL characters in between", [...SECRET].join("\u0000")],
    ["twice", `${SECRET}${SECRET}`],
  ])("takes a secret out %s", (_how, text) => {
    const cleaned = createRedactor([SECRET]).text(`before ${text} after`);
    expect(cleaned).toContain(REDACTED);
    expect(cleaned.replaceAll(REDACTED, "").length).toBeLessThan(30);
    expect(cleaned).toMatch(/^before .* after$/);
  });

  it("takes it out of base64 wherever in it the secret stands", () => {
    const secret = fc.string({ minLength: 8, maxLength: 40 }).filter((text) => text.trim() === text);
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (hidden, before, after) => {
        const token = Buffer.from(`${before}${hidden}${after}`).toString("base64");
        const cleaned = createRedactor([hidden]).text(`Basic ${token}`);
        // What is left at the edges holds at most a character of the secret on either side.
        const left = Buffer.from(cleaned.replace("Basic ", "").split(REDACTED)[0] ?? "", "base64").toString("latin1");
        expect(cleaned).toContain(REDACTED);
        expect(left.length).toBeLessThanOrEqual(Buffer.byteLength(before) + 1);
      }),
    );
  });

  it("leaves a text without secrets as it is, NUL characters excepted", () => {
    const redactor = createRedactor([SECRET, ""]);
    expect(redactor.text("Agreement 57919 not\u0000 found 🎉")).toBe("Agreement 57919 not found 🎉");
    expect(createRedactor([]).text("plain")).toBe("plain");
  });

  it("takes the longer of two secrets that overlap as a whole", () => {
    expect(createRedactor(["abcdefgh", "abcdefghijkl"]).text("x abcdefghijkl y")).toBe(`x ${REDACTED} y`);
  });

  it("reaches into errors, arrays and objects, and stops at cycles", () => {
    const cycle: Record<string, unknown> = { list: [SECRET, { deep: SECRET }], at: new Date(0), count: 1 };
    cycle["self"] = cycle;
    cycle["error"] = new Error(SECRET, { cause: new Error(`inner ${SECRET}`) });
    const cleaned = createRedactor([SECRET]).deep(cycle);
    expect(JSON.stringify(cleaned)).not.toContain("kQ3");
    expect(cleaned).toMatchObject({ list: [REDACTED, { deep: REDACTED }], count: 1, error: { cause: { message: `inner ${REDACTED}` } } });
  });
});

describe("a provider's text", () => {
  it("is cut after the secrets are out, so that no half of one stays", () => {
    const text = providerText(createRedactor([SECRET]), `${"x".repeat(495)}${SECRET}`);
    expect(text.length).toBeLessThanOrEqual(500);
    expect(text).not.toContain("kQ");
  });

  it("has no markup, scripts or line breaks left", () => {
    const page =
      "<html><head><title>Login</title><style>b{}</style><script>alert(1)</script></head>\n<body><h1>Please   sign in</h1></body></html>";
    expect(providerText(createRedactor([]), page)).toBe("Login Please sign in");
  });

  it("hides a secret that markup or line breaks tore apart", () => {
    expect(providerText(createRedactor(["top secret"]), "the top\n secret and the top<br>secret")).toBe(
      `the ${REDACTED} and the ${REDACTED}`,
    );
  });

  it("stays well-formed where it is cut inside an emoji", () => {
    expect(providerText(createRedactor([]), "🎉".repeat(400)).isWellFormed()).toBe(true);
  });
});

describe("the redacting logger", () => {
  it("cleans fields and message and adds the fields of its context", () => {
    const lines: unknown[] = [];
    const keep = (fields: unknown, message: string): void => void lines.push([fields, message]);
    const logger = redactingLogger({ debug: keep, info: keep, warn: keep }, createRedactor([SECRET]), { provider: "p" });
    logger.debug({ body: SECRET }, `said ${SECRET}`);
    logger.info({ body: [SECRET] }, "x");
    logger.warn({}, SECRET);
    expect(lines).toEqual([
      [{ provider: "p", body: REDACTED }, `said ${REDACTED}`],
      [{ provider: "p", body: [REDACTED] }, "x"],
      [{ provider: "p" }, REDACTED],
    ]);
  });
});
