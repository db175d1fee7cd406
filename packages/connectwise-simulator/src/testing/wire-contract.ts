import { Ajv, type ValidateFunction } from "ajv";
import formatsPlugin from "ajv-formats";
import { toJsonSchema, type SchemaOptions } from "./json-schema.ts";
import {
  findOpenApiDocument,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiParameter,
  type OpenApiSchema,
} from "./openapi-document.ts";

/** A request as the simulator logs it; a `LoggedRequest` is one. */
export interface WireRequest {
  readonly method: string;
  /** Below `apis/3.0`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

export interface WireResponse {
  readonly status: number;
  readonly body: unknown;
}

/** Checks calls against ConnectWise's reference document. Each check gives what is wrong, in sentences: none = valid. */
export interface WireContract {
  /** Path, parameters, clientId and body of a request. */
  checkRequest(request: WireRequest): string[];
  /** The body of a successful answer to this request. Errors are not in the document: they pass. */
  checkResponse(request: WireRequest, response: WireResponse): string[];
  /** Names of the fields of one of its schemas. */
  fieldsOf(schema: string): string[];
}

/** @returns undefined where the document is not beside the project; say so and skip */
export function loadWireContract(): WireContract | undefined {
  const document = findOpenApiDocument();
  return document === undefined ? undefined : createWireContract(document);
}

export function createWireContract(document: OpenApiDocument): WireContract {
  const validate = {
    whole: validators(document, { partial: false, closed: true }),
    trimmed: validators(document, { partial: true, closed: true }),
  };
  return {
    checkRequest: (request) => {
      const found = findOperation(document, request);
      if (found === undefined) return [`${request.method} ${request.path} is no call of the document.`];
      return [...checkParameters(found, request, validate.whole), ...checkBody(found.operation, request, validate.whole)];
    },
    checkResponse: (request, { status, body }) => {
      if (status >= 300) return [];
      const operation = findOperation(document, request)?.operation;
      const response = operation?.responses[String(status)];
      if (response === undefined) return [`${request.method} ${request.path} does not answer ${status} in the document.`];
      const schema = firstSchema(response.content);
      if (schema === undefined) return body === undefined || body === "" ? [] : ["There should be no body."];
      return problems((request.query["fields"] === undefined ? validate.whole : validate.trimmed)(schema), body, "answer");
    },
    fieldsOf: (schema) => Object.keys((document.components.schemas[schema]?.["properties"] as object | undefined) ?? {}),
  };
}

type Validators = (schema: OpenApiSchema) => ValidateFunction;

function validators(document: OpenApiDocument, options: SchemaOptions): Validators {
  const ajv = new Ajv({ allErrors: true, strict: false });
  formatsPlugin.default(ajv);
  const $defs = Object.fromEntries(
    Object.entries(document.components.schemas).map(([name, schema]) => [name, toJsonSchema(schema, options)]),
  );
  const known = new Map<OpenApiSchema, ValidateFunction>();
  return (schema) => {
    const compiled = known.get(schema) ?? ajv.compile({ ...toJsonSchema(schema, options), $defs });
    known.set(schema, compiled);
    return compiled;
  };
}

interface FoundOperation {
  readonly operation: OpenApiOperation;
  readonly pathValues: Readonly<Record<string, string>>;
}

/** A path without placeholders goes before one with: `/count` is no id. */
function findOperation(document: OpenApiDocument, { method, path }: WireRequest): FoundOperation | undefined {
  const found = Object.entries(document.paths)
    .flatMap(([template, operations]) => {
      const pathValues = matchTemplate(template, path);
      const operation = operations[method.toLowerCase()];
      return pathValues === undefined || operation === undefined ? [] : [{ operation, pathValues }];
    })
    .toSorted((one, other) => Object.keys(one.pathValues).length - Object.keys(other.pathValues).length);
  return found[0];
}

function matchTemplate(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split("/");
  const parts = path.split("/");
  if (wanted.length !== parts.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, name] of wanted.entries()) {
    const part = parts[index] ?? "";
    const placeholder = /^\{(.+)\}$/.exec(name)?.[1];
    if (placeholder !== undefined) values[placeholder] = part;
    else if (name !== part) return undefined;
  }
  return values;
}

function checkParameters({ operation, pathValues }: FoundOperation, request: WireRequest, validate: Validators): string[] {
  const parameters = operation.parameters ?? [];
  const unknown = Object.keys(request.query)
    .filter((name) => !parameters.some((parameter) => parameter.in === "query" && parameter.name === name))
    .map((name) => `The query parameter ${name} is not in the document.`);
  const faulty = parameters.flatMap((parameter) => checkParameter(parameter, valueOf(parameter, request, pathValues), validate));
  return [...unknown, ...faulty];
}

function valueOf(
  { name, in: place }: OpenApiParameter,
  request: WireRequest,
  pathValues: Readonly<Record<string, string>>,
): string | undefined {
  if (place === "path") return pathValues[name];
  return place === "query" ? request.query[name] : request.headers[name.toLowerCase()];
}

function checkParameter(parameter: OpenApiParameter, value: string | undefined, validate: Validators): string[] {
  if (value === undefined || value === "")
    return parameter.required === true ? [`The ${parameter.in} parameter ${parameter.name} is missing.`] : [];
  if (parameter.schema === undefined) return [];
  const typed = parameter.schema["type"] === "integer" && /^-?\d+$/.test(value) ? Number(value) : value;
  return problems(validate(parameter.schema), typed, parameter.name);
}

function checkBody(operation: OpenApiOperation, { body }: WireRequest, validate: Validators): string[] {
  const schema = firstSchema(operation.requestBody?.content);
  if (schema === undefined) return body === undefined ? [] : ["There should be no body."];
  return body === undefined ? ["The body is missing."] : problems(validate(schema), body, "body");
}

function firstSchema(content: Readonly<Record<string, { readonly schema: OpenApiSchema }>> | undefined): OpenApiSchema | undefined {
  return Object.values(content ?? {})[0]?.schema;
}

function problems(validate: ValidateFunction, value: unknown, name: string): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = "is not valid", params }) => {
    const detail = "additionalProperty" in params ? ` (${String(params["additionalProperty"])})` : "";
    return `${name}${instancePath} ${message}${detail}`;
  });
}
