import { CAPABILITIES, FIELD_KINDS, type Provider } from "@integrations/core";
import { z } from "zod";

const termSchema = z.object({ one: z.string(), many: z.string() });

const choiceSchema = z.object({ value: z.string(), label: z.string(), help: z.string().optional() });

const fieldSchema = z.object({
  key: z.string(),
  label: z.string(),
  help: z.string().optional(),
  placeholder: z.string().optional(),
  kind: z.enum(FIELD_KINDS),
  choices: z.array(choiceSchema).optional(),
  required: z.boolean().optional(),
  shownWhen: z.object({ field: z.string(), equals: z.boolean() }).optional(),
  maxLength: z.number().optional(),
  identity: z.boolean().optional(),
});

const permissionSchema = z.object({
  id: z.string(),
  module: z.string(),
  permission: z.string(),
  level: z.string(),
  why: z.string(),
  neededFor: z.string(),
  required: z.boolean(),
  checkable: z.boolean(),
});

/** A provider as data: all a screen needs to show its form, its words and its rights. */
export const providerDescriptionSchema = z.object({
  providerId: z.string(),
  name: z.string(),
  logo: z.string(),
  helpUrl: z.string(),
  terms: z.object({ product: termSchema, company: termSchema, agreement: termSchema, line: termSchema }),
  fields: z.array(fieldSchema),
  permissions: z.array(permissionSchema),
  capabilities: z.array(z.enum(CAPABILITIES)),
});

export type ProviderDescription = z.infer<typeof providerDescriptionSchema>;

export function describeProvider(provider: Provider): ProviderDescription {
  const { id, name, logo, helpUrl, terms, fields, permissions, capabilities } = provider;
  return {
    providerId: id,
    name,
    logo,
    helpUrl,
    terms,
    fields: fields.map(({ choices, ...field }) => ({
      ...field,
      ...(choices === undefined ? {} : { choices: choices.map((choice) => ({ ...choice })) }),
    })),
    permissions: permissions.map((permission) => ({ ...permission })),
    capabilities: [...capabilities],
  };
}
