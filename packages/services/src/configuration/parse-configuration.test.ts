import { CONTRACT_VERSION, defineProvider, type Provider } from "@integrations/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseConfiguration } from "./parse-configuration.ts";
import { ConfigurationError } from "./parse-environment.ts";
import { createProviderRegistry } from "./provider-settings.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const GOOD = {
  DATABASE_URL: "postgres://user:password@db.example.com:5432/integrations",
  CREDENTIALS_KEYS: `new:${KEY},old:${Buffer.alloc(32, 8).toString("base64")}`,
  SOME_CLIENT_ID: "abc",
};

describe("the worker's configuration", () => {
  it("is complete with three variables, and has the documented defaults", () => {
    const configuration = parseConfiguration(GOOD, { needs: "worker", providers: [someProvider()] });
    expect(configuration).toMatchObject({
      databaseUrl: GOOD.DATABASE_URL,
      outboundAllow: [],
      nightlyCron: "0 2 * * *",
      nightlyWindowMinutes: 120,
      workerConcurrency: 10,
      logLevel: "info",
    });
    expect(configuration.credentialsKeys.map((key) => key.id)).toEqual(["new", "old"]);
    expect(configuration.credentialsKeys[0]?.bytes).toEqual(new Uint8Array(32).fill(7));
    expect(configuration.providerEnvironments.get("some-provider")).toEqual({ clientId: "abc" });
  });

  it("names everything that is wrong in one message", () => {
    const error = errorOf({
      DATABASE_URL: "mysql://x",
      CREDENTIALS_KEYS: `a:${KEY},a:${KEY},b:short,${KEY}`,
      OUTBOUND_ALLOW: "127.0.0.1:8080,https://x",
      NIGHTLY_CRON: "every night",
      NIGHTLY_WINDOW_MINUTES: "-1",
      WORKER_CONCURRENCY: "many",
      LOG_LEVEL: "loud",
    });
    for (const part of [
      "DATABASE_URL is no URL",
      'two keys are called "a"',
      'the key "b" is not 32 bytes',
      "a key is not written as kid:base64",
      '"https://x" is no host[:port]',
      "NIGHTLY_CRON is no cron pattern",
      "NIGHTLY_WINDOW_MINUTES is no whole number from 0",
      "WORKER_CONCURRENCY is no whole number",
      "LOG_LEVEL is one of",
      "SOME_CLIENT_ID is missing.",
    ]) {
      expect(error.message).toContain(part);
    }
    expect(error.faults).toHaveLength(10);
  });

  it("sends no e-mail where nobody said how, and else from the console's own host", () => {
    const told = (env: Record<string, string>) =>
      parseConfiguration({ ...GOOD, ...env }, { needs: "worker", providers: [someProvider()] }).notices;
    expect(told({})).toEqual({ smtpUrl: null, publicUrl: null, from: "notices@localhost" });
    const mail = { SMTP_URL: "smtps://u:p@mail.example.com:465", PUBLIC_URL: "https://console.example.com/settings/" };
    expect(told(mail)).toEqual({
      smtpUrl: mail.SMTP_URL,
      publicUrl: "https://console.example.com/settings",
      from: "notices@console.example.com",
    });
    expect(told({ ...mail, NOTICE_FROM: "console@vendor.example" }).from).toBe("console@vendor.example");
    expect(told({ PUBLIC_URL: "http://127.0.0.1:3000" }).from).toBe("notices@localhost");
  });

  it("says what is wrong with the mail server without showing its password", () => {
    const error = errorOf({
      ...GOOD,
      SMTP_URL: "https://user:pass-word@mail.example.com",
      PUBLIC_URL: "console.example.com",
      NOTICE_FROM: "us",
    });
    expect(error.faults).toEqual([
      "SMTP_URL is no smtp:// or smtps:// URL with a host.",
      "PUBLIC_URL is no http:// or https:// URL without query and fragment.",
      "NOTICE_FROM is no e-mail address.",
    ]);
    expect(error.message).not.toContain("pass-word");
    expect(errorOf({ ...GOOD, SMTP_URL: "smtp://mail.example.com" }).message).toContain(
      "PUBLIC_URL is missing: with SMTP_URL, mails lead to it.",
    );
  });

  it("never shows a key", () => {
    const odd = `${KEY.slice(0, -2)}!!`;
    expect(errorOf({ ...GOOD, CREDENTIALS_KEYS: `a:${odd}` }).message).not.toContain(odd.slice(0, 10));
  });

  it.each(["", "   ", undefined])("takes a variable set to %j for one that is not set", (empty) => {
    const error = errorOf({ ...GOOD, DATABASE_URL: empty, NIGHTLY_CRON: empty });
    expect(error.faults).toEqual([expect.stringContaining("DATABASE_URL is missing")]);
  });
});

describe("other configurations", () => {
  it("ask a migration for the database alone", () => {
    expect(parseConfiguration({ DATABASE_URL: GOOD.DATABASE_URL }, { needs: "migrate" }).databaseUrl).toBe(GOOD.DATABASE_URL);
  });

  it("take an app's own settings beside the common ones and tell the faults of both at once", () => {
    const own = z.object({ PORT: z.coerce.number("PORT is no number.") }).transform((values) => ({ port: values.PORT }));
    const options = { needs: "server", providers: [someProvider()], own } as const;
    expect(parseConfiguration({ ...GOOD, PORT: "80" }, options)).toMatchObject({ port: 80, databaseUrl: GOOD.DATABASE_URL });
    expect(() => parseConfiguration({ ...GOOD, DATABASE_URL: "", PORT: "x" }, options)).toThrow(/DATABASE_URL[\s\S]*PORT/);
  });
});

describe("a provider of another contract version", () => {
  const FUTURE: Provider = { ...someProvider(), contract: { from: "998.0", below: "999.0" } };
  const SENTENCE = `Provider "some-provider" works with the provider contract from 998.0 to before 999.0, and this platform has ${CONTRACT_VERSION}.`;

  it("is refused when a process starts, in one sentence beside all else that is wrong", () => {
    const start = (): unknown => parseConfiguration({ ...GOOD, DATABASE_URL: "" }, { needs: "worker", providers: [FUTURE] });
    expect(start).toThrow(ConfigurationError);
    expect(start).toThrow(`- ${SENTENCE}`);
    expect(start).toThrow("DATABASE_URL is missing");
  });

  it("enters no registry", () => {
    expect(() => createProviderRegistry([FUTURE])).toThrow(SENTENCE);
    expect(createProviderRegistry([someProvider()]).find("some-provider")?.id).toBe("some-provider");
  });
});

function errorOf(env: Record<string, string | undefined>): ConfigurationError {
  try {
    parseConfiguration(env, { needs: "worker", providers: [someProvider()] });
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  throw new Error("The configuration was taken.");
}

function someProvider(): Provider {
  const term = { one: "thing", many: "things" };
  return defineProvider({
    id: "some-provider",
    contract: { from: "1.0", below: "2.0" },
    name: "Some Provider",
    logo: "",
    helpUrl: "/",
    terms: { product: term, company: term, agreement: term, line: term },
    fields: [],
    permissions: [],
    capabilities: [],
    environment: z
      .object({ SOME_CLIENT_ID: z.string("SOME_CLIENT_ID is missing.") })
      .transform((values): unknown => ({ clientId: values.SOME_CLIENT_ID })),
    limits: { concurrency: 1, callsPerWindow: 1, windowMs: 1 },
    connect: () => {
      throw new Error("Nobody connects here.");
    },
  });
}
