import { z } from "zod";
import { CERTIFICATE_TEXT_MAX_LENGTH, readCertificateText } from "./certificate-text.ts";
import { isFieldShown, type ConnectionConfig, type FieldDefinition } from "./field.ts";

const DEFAULT_MAX_LENGTH = 200;
/** Control characters, and halves of surrogate pairs, which no database takes as text. */
const UNFIT_CHARACTER = /[\p{Cc}\p{Cs}]/u;
/** A bare `host` or `host:port`: a DNS name, an IPv4 address, or an IPv6 address in brackets. */
const HOSTNAME = /^(?<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?<port>[0-9]{1,5}))?$/;
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export interface ConfigSchemaOptions {
  /**
   * Keys of secrets that are stored already: these may be left out (or empty), and are then absent from the result, which
   * means "stays as it is".
   */
  readonly storedSecrets?: readonly string[];
}

/**
 * The schema of a connection's config, made from its fields. Used by the form and by the server alike.
 *
 * - text, secret and hostname values are trimmed; control characters are refused
 * - a choice that is not made is its first
 * - of what is pasted as certificates, only these are kept
 * - hidden fields are dropped unseen, so that nobody is asked to correct what no form shows
 * - unknown keys are refused, so that a misspelt key is not silently lost
 */
export function configSchema(
  fields: readonly FieldDefinition[],
  options: ConfigSchemaOptions = {},
): z.ZodType<ConnectionConfig, Record<string, unknown>> {
  const stored = new Set(options.storedSecrets ?? []);
  const shape: Record<string, z.ZodType> = {};
  for (const field of fields) {
    shape[field.key] = valueSchema(field).optional();
  }
  const checked = z
    .strictObject(shape, {
      error: (issue) => (issue.code === "unrecognized_keys" ? `There is no field called ${issue.keys.join(", ")}.` : undefined),
    })
    .transform((values, ctx): ConnectionConfig => {
      const config: Record<string, string | boolean> = {};
      for (const field of fields) {
        if (!isFieldShown(field, values)) continue;
        const value = values[field.key];
        if (field.kind === "switch") {
          config[field.key] = value === true;
        } else if (field.kind === "choice") {
          config[field.key] = typeof value === "string" && value !== "" ? value : (field.choices?.[0]?.value ?? "");
        } else if (typeof value === "string" && value !== "") {
          config[field.key] = value;
        } else if (field.required === true && !stored.has(field.key)) {
          ctx.addIssue({ code: "custom", path: [field.key], message: `${field.label} is missing.` });
        }
      }
      return config;
    });
  return z.preprocess((values) => withoutHidden(fields, values), checked);
}

function withoutHidden(fields: readonly FieldDefinition[], values: unknown): unknown {
  if (typeof values !== "object" || values === null || Array.isArray(values)) return values;
  const given: Readonly<Record<string, unknown>> = { ...values };
  const hidden = new Set(fields.filter((field) => !isFieldShown(field, given)).map((field) => field.key));
  return Object.fromEntries(Object.entries(given).filter(([key]) => !hidden.has(key)));
}

function valueSchema(field: FieldDefinition): z.ZodType<string | boolean> {
  if (field.kind === "switch") return z.boolean({ error: `${field.label} is on or off.` });
  if (field.kind === "certificate") return certificateSchema(field);
  if (field.kind !== "choice") return textSchema(field);
  const choices = field.choices ?? [];
  const error = `${field.label} is one of: ${choices.map((choice) => choice.label).join(", ")}.`;
  return z.string({ error }).refine((value) => value === "" || choices.some((choice) => choice.value === value), error);
}

function textSchema(field: FieldDefinition): z.ZodType<string> {
  const maxLength = field.maxLength ?? DEFAULT_MAX_LENGTH;
  const text = z
    .string({ error: `${field.label} is a text.` })
    .trim()
    .max(maxLength, `${field.label} has at most ${maxLength} characters.`)
    .refine((value) => !UNFIT_CHARACTER.test(value), `${field.label} must not contain control characters.`);
  if (field.kind !== "hostname") return text;
  return text
    .refine(
      (value) => value === "" || isHostname(value),
      `${field.label} is a bare host name such as psa.example.com, without https:// and without a path.`,
    )
    .transform((value) => value.toLowerCase());
}

function certificateSchema(field: FieldDefinition): z.ZodType<string> {
  return z
    .string({ error: `${field.label} is a text.` })
    .max(CERTIFICATE_TEXT_MAX_LENGTH, `${field.label} has at most ${CERTIFICATE_TEXT_MAX_LENGTH} characters.`)
    .transform((value, ctx) => {
      if (value.trim() === "") return "";
      const read = readCertificateText(value);
      if (read.ok) return read.pem;
      ctx.addIssue({ code: "custom", message: `${field.label} ${read.fault}` });
      return z.NEVER;
    });
}

function isHostname(value: string): boolean {
  const { host, port } = HOSTNAME.exec(value.toLowerCase())?.groups ?? {};
  if (host === undefined || host.length > 253) return false;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return false;
  if (host.startsWith("[")) return URL.canParse(`https://${host}`);
  if (!host.split(".").every((label) => DNS_LABEL.test(label))) return false;
  // The address parser takes 2130706433 and 0x7f.1 for 127.0.0.1; a name that reads as another one is not what it says.
  return URL.canParse(`https://${host}`) && new URL(`https://${host}`).hostname === host;
}
