import type { OpenApiSchema } from "./openapi-document.ts";

export interface SchemaOptions {
  /** Nothing is required: for answers that were trimmed with `fields`. */
  readonly partial: boolean;
  /** Fields that are not in the schema are a fault. */
  readonly closed: boolean;
}

/** OpenAPI 3.0 as JSON Schema: `nullable` becomes a type of its own, references lead into `$defs`. */
export function toJsonSchema(schema: OpenApiSchema, options: SchemaOptions): Record<string, unknown> {
  return convert(schema, options) as Record<string, unknown>;
}

function convert(value: unknown, options: SchemaOptions): unknown {
  if (Array.isArray(value)) return value.map((element) => convert(element, options));
  if (typeof value !== "object" || value === null) return value;
  const schema = value as Record<string, unknown>;
  const { nullable, required, $ref, properties, enum: choices, ...rest } = schema;
  if (typeof $ref === "string") return { $ref: $ref.replace("#/components/schemas/", "#/$defs/") };
  const plain = Object.fromEntries(
    Object.entries(rest)
      .filter(([name]) => !name.startsWith("x-") && name !== "description")
      .map(([name, inner]) => [name, convert(inner, options)]),
  );
  return {
    ...plain,
    ...(nullable === true && typeof plain["type"] === "string" ? { type: [plain["type"], "null"] } : {}),
    ...(Array.isArray(choices) ? { enum: nullable === true ? [...(choices as unknown[]), null] : choices } : {}),
    ...(Array.isArray(required) && !options.partial ? { required } : {}),
    ...(properties === undefined ? {} : { properties: convertEach(properties, options) }),
    ...(properties !== undefined && options.closed && schema["additionalProperties"] === undefined ? { additionalProperties: false } : {}),
  };
}

function convertEach(properties: unknown, options: SchemaOptions): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties as Record<string, unknown>).map(([name, schema]) => [name, convert(schema, options)]),
  );
}
