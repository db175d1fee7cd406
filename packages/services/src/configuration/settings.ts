import { isCronPattern, DEFAULT_NIGHTLY_CRON } from "@integrations/jobs";
import { z } from "zod";
import type { VaultKey } from "../credentials/jose-vault.ts";

const POSTGRES_URL = /^postgres(ql)?:\/\//;

/** `DATABASE_URL`: what every command needs. */
export const databaseSettings = z
  .object({
    DATABASE_URL: z
      .string(
        "DATABASE_URL is missing: the URL of a PostgreSQL 15 or newer, such as postgres://user:password@host:5432/integrations. (Only `npm start` and the tests bring one of their own.)",
      )
      .trim()
      .regex(POSTGRES_URL, "DATABASE_URL is no URL that begins with postgres://"),
  })
  .transform((values) => ({ databaseUrl: values.DATABASE_URL }));

/** `CREDENTIALS_KEYS`: what a process needs that opens stored credentials. */
export const credentialsSettings = z
  .object({
    CREDENTIALS_KEYS: z
      .string("CREDENTIALS_KEYS is missing: kid:base64 of 32 bytes, several separated by commas; the first encrypts.")
      .transform((list, ctx) => {
        const keys = splitList(list).map((entry) => parseKey(entry));
        for (const key of keys) if (typeof key === "string") ctx.addIssue({ code: "custom", message: `CREDENTIALS_KEYS: ${key}` });
        const parsed = keys.filter((key) => typeof key !== "string");
        const twice = parsed.find((key, index) => parsed.findIndex((other) => other.id === key.id) !== index);
        if (twice !== undefined) ctx.addIssue({ code: "custom", message: `CREDENTIALS_KEYS: two keys are called "${twice.id}".` });
        if (keys.length === 0) ctx.addIssue({ code: "custom", message: "CREDENTIALS_KEYS holds no key." });
        return parsed;
      }),
  })
  .transform((values) => ({ credentialsKeys: values.CREDENTIALS_KEYS }));

/** `OUTBOUND_ALLOW`: what a process needs that speaks to providers. */
export const outboundSettings = z
  .object({
    OUTBOUND_ALLOW: z
      .string()
      .default("")
      .transform((list, ctx) => {
        const hosts = splitList(list);
        for (const host of hosts) {
          if (!HOST_PORT.test(host)) ctx.addIssue({ code: "custom", message: `OUTBOUND_ALLOW: "${host}" is no host[:port].` });
        }
        return hosts;
      }),
  })
  .transform((values) => ({ outboundAllow: values.OUTBOUND_ALLOW }));

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export const logSettings = z
  .object({ LOG_LEVEL: z.enum(LOG_LEVELS, `LOG_LEVEL is one of ${LOG_LEVELS.join(", ")}.`).default("info") })
  .transform((values) => ({ logLevel: values.LOG_LEVEL }));

/** What only workers need. */
export const nightlySettings = z
  .object({
    NIGHTLY_CRON: z
      .string()
      .trim()
      .default(DEFAULT_NIGHTLY_CRON)
      .refine(isCronPattern, `NIGHTLY_CRON is no cron pattern of five fields, such as ${DEFAULT_NIGHTLY_CRON} (UTC).`),
    NIGHTLY_WINDOW_MINUTES: wholeNumber("NIGHTLY_WINDOW_MINUTES", { from: 0, to: 1_200, byDefault: 120 }),
    WORKER_CONCURRENCY: wholeNumber("WORKER_CONCURRENCY", { from: 1, to: 200, byDefault: 10 }),
  })
  .transform((values) => ({
    nightlyCron: values.NIGHTLY_CRON,
    nightlyWindowMinutes: values.NIGHTLY_WINDOW_MINUTES,
    /** Runs carried out at once by one worker. */
    workerConcurrency: values.WORKER_CONCURRENCY,
  }));

/** Where a worker tells its metrics and that it lives; nowhere while the port is unset. */
export const metricsSettings = z
  .object({
    METRICS_PORT: boundedNumber("METRICS_PORT", { from: 1, to: 65_535 }).optional(),
    HOST: z.string().trim().default("127.0.0.1"),
  })
  .transform((values) => ({ metrics: values.METRICS_PORT === undefined ? null : { port: values.METRICS_PORT, host: values.HOST } }));

const MAIL_FROM = /^[^\s<>@,]+@[^\s<>@,]+$/;

/** How people are told of what happened: by e-mail where there is a mail server, with links to the console. */
export const noticeSettings = z
  .object({
    SMTP_URL: z
      .string()
      .trim()
      // The URL may hold a password, so it stands in no message.
      .refine(isSmtpUrl, "SMTP_URL is no smtp:// or smtps:// URL with a host.")
      .optional(),
    PUBLIC_URL: z
      .string()
      .trim()
      .refine(isPublicUrl, "PUBLIC_URL is no http:// or https:// URL without query and fragment.")
      .transform((url) => url.replace(/\/+$/, ""))
      .optional(),
    NOTICE_FROM: z.string().trim().max(320).regex(MAIL_FROM, "NOTICE_FROM is no e-mail address.").optional(),
  })
  .superRefine((values, ctx) => {
    if (values.SMTP_URL === undefined || values.PUBLIC_URL !== undefined) return;
    ctx.addIssue({ code: "custom", path: ["PUBLIC_URL"], message: "PUBLIC_URL is missing: with SMTP_URL, mails lead to it." });
  })
  .transform((values) => ({
    notices: {
      smtpUrl: values.SMTP_URL ?? null,
      publicUrl: values.PUBLIC_URL ?? null,
      from: values.NOTICE_FROM ?? senderAt(values.PUBLIC_URL),
    },
  }));

function isSmtpUrl(text: string): boolean {
  return /^smtps?:\/\//.test(text) && URL.canParse(text) && new URL(text).hostname !== "";
}

function isPublicUrl(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { search, hash, username } = new URL(text);
  return search === "" && hash === "" && username === "";
}

/** An address that is a number has no mailboxes by name. */
function senderAt(publicUrl: string | undefined): string {
  const host = publicUrl === undefined ? "localhost" : new URL(publicUrl).hostname;
  return `notices@${/^[\d.]+$|^\[/.test(host) ? "localhost" : host}`;
}

/** A whole number within bounds, written in digits. */
export function wholeNumber(name: string, { byDefault, ...bounds }: { from: number; to: number; byDefault: number }) {
  return boundedNumber(name, bounds).default(byDefault);
}

function boundedNumber(name: string, { from, to }: { from: number; to: number }) {
  const message = `${name} is no whole number from ${from} to ${to}.`;
  return z
    .string()
    .trim()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .pipe(z.number().min(from, message).max(to, message));
}

export function splitList(list: string): string[] {
  return list
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

const HOST_PORT = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const KEY_BYTES = 32;

/** The key, or what is wrong with it, without showing it. */
function parseKey(entry: string): VaultKey | string {
  const colon = entry.indexOf(":");
  if (colon < 1) return "a key is not written as kid:base64.";
  const id = entry.slice(0, colon);
  const text = entry.slice(colon + 1);
  const bytes = BASE64.test(text) ? Buffer.from(text, "base64") : Buffer.alloc(0);
  if (bytes.byteLength !== KEY_BYTES) return `the key "${id}" is not ${KEY_BYTES} bytes in standard base64.`;
  return { id, bytes: new Uint8Array(bytes) };
}
