import { z } from "zod";
import { isFieldShown, type ConnectionConfig, type FieldDefinition } from "./field.ts";

const DEFAULT_MAX_LENGTH = 200;
/** A bare `host` or `host:port`: a DNS name, an IPv4 address, or an IPv6 address in brackets. */
const HOSTNAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/i;

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
 * - hidden fields are dropped from the result
 * - unknown keys are refused, so that a misspelt key is not silently lost
 */
export function configSchema(
  fields: readonly FieldDefinition[],
  options: ConfigSchemaOptions = {},
): z.ZodType<ConnectionConfig, Record<string, unknown>> {
  const stored = new Set(options.storedSecrets ?? []);
  const shape: Record<string, z.ZodType> = {};
  for (const field of fields) {
    shape[field.key] =
      field.kind === "switch" ? z.boolean({ error: `${field.label} is on or off.` }).optional() : textSchema(field).optional();
  }
  return z
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
        } else if (typeof value === "string" && value !== "") {
          config[field.key] = value;
        } else if (field.required === true && !stored.has(field.key)) {
          ctx.addIssue({ code: "custom", path: [field.key], message: `${field.label} is missing.` });
        }
      }
      return config;
    });
}

function textSchema(field: FieldDefinition): z.ZodType<string> {
  const maxLength = field.maxLength ?? DEFAULT_MAX_LENGTH;
  const text = z
    .string({ error: `${field.label} is a text.` })
    .trim()
    .max(maxLength, `${field.label} has at most ${maxLength} characters.`)
    // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused
    .refine((value) => !/[\u0000-\u001f\u007f]/.test(value), `${field.label} must not contain control characters.`);
  if (field.kind !== "hostname") return text;
  return text
    .refine(
      (value) => value === "" || isHostname(value),
      `${field.label} is a bare host name such as psa.example.com, without https:// and without a path.`,
    )
    .transform((value) => value.toLowerCase());
}

function isHostname(value: string): boolean {
  if (!HOSTNAME.test(value) || value.length > 253) return false;
  const port = /:([0-9]+)$/.exec(value.replace(/^\[.*\]/, ""))?.[1];
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
}
